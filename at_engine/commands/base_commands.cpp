// AT, ATE, RST, RESTORE, GMR and CMD (device-commands.md 5).

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

Outcome do_nothing(const Call& /*call*/) { return Result::ok; }

Outcome echo_off(const Call& call) {
  call.module.receiver.set_echo(false);
  return Result::ok;
}

Outcome echo_on(const Call& call) {
  call.module.receiver.set_echo(true);
  return Result::ok;
}

Outcome restart(const Call& call) {
  call.module.out.uart("\r\nOK\r\n");
  if (call.module.profile.core.disconnect_event_is_late) call.module.station.leave();
  call.module.restart("AT+RST", Module::restart_pause);
  return Result::restarting;
}

Outcome restore(const Call& call) {
  Module& module = call.module;
  if (module.profile.core.restore_tells_disconnect) module.station.leave();
  module.stored = module.factory_settings();
  module.out.uart("\r\nOK\r\n");
  module.restart("AT+RESTORE", Module::restart_pause);
  return Result::restarting;
}

Outcome print_version(const Call& call) {
  for (const auto& text : call.module.profile.core.version_writes) call.module.out.uart(std::string(text));
  return Result::ok;
}

/// AT+RST=0 and AT+RST=1 act as AT+RST (at-core.md, later versions).
Outcome restart_in_mode(const Call& call) {
  int mode = 0;
  if (call.parameters.size() != 1 || !ParameterReader(call).integer_within(0, 0, 1, mode)) return Result::error;
  return restart(call);
}

Outcome list_commands(const Call& call) {
  struct Forms {
    std::string_view name;
    bool query;
    bool set;
    bool execute;
  };
  std::vector<Forms> all;
  for (const auto& table : call.module.profile.commands) {
    for (const Command& command : table) {
      auto known = std::find_if(all.begin(), all.end(), [&](const Forms& forms) { return forms.name == command.name; });
      if (known == all.end()) known = all.insert(all.end(), {command.name, false, false, false});
      known->query |= command.query != nullptr;
      known->set |= command.set != nullptr;
      known->execute |= command.execute != nullptr;
    }
  }
  const auto flag = [](bool is_set) { return is_set ? ",1" : ",0"; };
  int index = 0;
  for (const Forms& forms : all) {
    call.module.out.uart("+CMD:" + std::to_string(index++) + ",\"AT" + std::string(forms.name) + "\",0" + flag(forms.query) +
                         flag(forms.set) + flag(forms.execute) + "\r\n");
  }
  return Result::ok;
}

}  // namespace

std::span<const Command> later_base_commands() {
  static constexpr std::array table{
      Command{.name = "+RST", .set = restart_in_mode},
      Command{.name = "+CMD", .query = list_commands},
  };
  return table;
}

std::span<const Command> base_commands() {
  static constexpr std::array table{
      Command{.name = "", .execute = do_nothing},      Command{.name = "E0", .execute = echo_off},
      Command{.name = "E1", .execute = echo_on},       Command{.name = "+RST", .execute = restart},
      Command{.name = "+RESTORE", .execute = restore}, Command{.name = "+GMR", .execute = print_version},
  };
  return table;
}

}  // namespace espat::at
