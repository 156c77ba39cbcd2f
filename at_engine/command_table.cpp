#include "at_engine/command_table.hpp"

#include <algorithm>

namespace espat::at {
namespace {

Handler handler_of(const Command& command, Form form) {
  switch (form) {
    case Form::query:
      return command.query;
    case Form::set:
      return command.set;
    case Form::execute:
      return command.execute;
    case Form::test:
      break;  // no command has one (device-commands.md 5)
  }
  return nullptr;
}

}  // namespace

CommandLookup look_up(const Profile& profile, const CommandLine& line) {
  CommandLookup found;
  for (const auto& table : profile.commands) {
    for (const Command& command : table) {
      if (command.name != line.name) continue;
      found.name_exists = true;
      if (const Handler handler = handler_of(command, line.form)) found.handler = handler;
    }
  }
  return found;
}

bool is_not_emulated(const Profile& profile, std::string_view name) {
  return std::any_of(profile.not_emulated.begin(), profile.not_emulated.end(),
                     [name](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); });
}

}  // namespace espat::at
