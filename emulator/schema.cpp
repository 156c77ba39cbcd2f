#include "emulator/schema.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "at_engine/command.hpp"
#include "at_engine/profile.hpp"
#include "scenarios/schema.hpp"

namespace espat::emulator {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::pair<std::string_view, std::string_view>>;

const Rows error_codes{{"0x01030000", "the line does not begin with AT"},
                       {"0x0104PPPP", "parameter P is too long"},
                       {"0x0106NNGG", "N parameters are needed, G were given"},
                       {"0x0107PPPP", "parameter P is not valid"},
                       {"0x0108IIII", "parameter I, counted from 0, cannot be read"},
                       {"0x01090000", "the command does not exist, or not in this form"},
                       {"0x010a0000", "the command was refused or failed"},
                       {"0x010b0000", "another command is being carried out"},
                       {"0x6001..0x6052", "an MQTT command failed (mqtt.md 8)"}};

const Rows exit_codes{{"0", "ended as asked; the scenario passed"},
                      {"1", "an expectation of a scenario failed; a sweep has findings"},
                      {"2", "bad command line, scenario or profile"},
                      {"3", "the environment failed: no pty, port in use, broker or certificate unusable"},
                      {"42", "timed out"},
                      {"77", "skipped: something it needs is not installed"},
                      {"128+N", "ended by signal N"}};

Json object_of(const Rows& rows) {
  Json object;
  for (const auto& [key, text] : rows) object[std::string(key)] = text;
  return object;
}

/// Each command with the forms that have a handler.
Json commands_of(const at::Profile& profile) {
  Json commands;
  for (const auto& table : profile.commands) {
    for (const at::Command& command : table) {
      Json& forms = commands[std::string(command.name)];
      if (forms.is_null()) forms = Json::array();
      if (command.query != nullptr) forms.push_back("query");
      if (command.set != nullptr) forms.push_back("set");
      if (command.execute != nullptr) forms.push_back("execute");
    }
  }
  return commands;
}

}  // namespace

std::string schema_text(const std::vector<OptionRow>& options) {
  Json schema;
  for (const at::Profile* profile : at::profiles()) schema["commands"][std::string(profile->name)] = commands_of(*profile);
  schema["options"] = Json::array();
  for (const OptionRow& option : options) {
    schema["options"].push_back({{"name", option.name}, {"value", option.value}, {"help", option.help}});
  }
  schema["error_codes"] = object_of(error_codes);
  schema["exit_codes"] = object_of(exit_codes);
  schema["faults"] = Json::parse(scenarios::fault_list());
  schema["scenario"] = Json::parse(scenarios::scenario_schema());
  return schema.dump() + "\n";
}

}  // namespace espat::emulator
