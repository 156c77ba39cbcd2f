#include "emulator/coverage_report.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "at_engine/command.hpp"
#include "at_engine/mqtt/mqtt_error.hpp"

namespace espat::emulator {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array states{at::MqttState::uninitialised, at::MqttState::user_configured, at::MqttState::connection_configured,
                            at::MqttState::disconnected,  at::MqttState::connected,       at::MqttState::without_topic,
                            at::MqttState::subscribed};

std::string printed_form(std::string_view name, at::Form form) {
  std::string text = "AT" + std::string(name);
  if (form == at::Form::query) text += "?";
  if (form == at::Form::set) text += "=";
  return text;
}

/// Every form that the profile answers, with how often it was sent.
std::map<std::string, int> counted_forms(const at::Coverage& coverage) {
  std::map<std::string, int> counts;
  const auto add = [&](const at::Command& command, at::Handler handler, at::Form form) {
    if (handler != nullptr) counts[printed_form(command.name, form)] = coverage.count(command.name, form);
  };
  for (const auto& table : coverage.profile().commands) {
    for (const at::Command& command : table) {
      add(command, command.query, at::Form::query);
      add(command, command.set, at::Form::set);
      add(command, command.execute, at::Form::execute);
    }
  }
  return counts;
}

std::string meaning_of(std::uint32_t code) {
  return std::string(at::describe(static_cast<at::MqttError>(code & 0xFFFFU)));  // empty for the codes of the AT core
}

}  // namespace

std::string coverage_json(const at::Coverage& coverage) {
  Json report{{"profile", coverage.profile().name}, {"commands", Json::object()}, {"mqtt_states", Json::array()}};
  Json never_sent = Json::array();
  for (const auto& [form, count] : counted_forms(coverage)) {
    report["commands"][form] = count;
    if (count == 0) never_sent.push_back(form);
  }
  Json never_reached = Json::array();
  for (const at::MqttState state : states) {
    (coverage.has_reached(state) ? report["mqtt_states"] : never_reached).push_back(static_cast<int>(state));
  }
  report["error_codes"] = Json::array();
  for (const auto& [code, count] : coverage.codes()) {
    report["error_codes"].push_back({{"code", fmt::format("0x{:08x}", code)}, {"count", count}, {"meaning", meaning_of(code)}});
  }
  report["never"] = {{"commands", never_sent}, {"mqtt_states", never_reached}};
  return report.dump(2) + "\n";
}

std::string coverage_sentence(const at::Coverage& coverage) {
  std::string never;
  std::size_t exercised = 0;
  const auto counts = counted_forms(coverage);
  for (const auto& [form, count] : counts) {
    if (count > 0) {
      ++exercised;
    } else {
      never += (never.empty() ? "" : " ") + form;
    }
  }
  return fmt::format("coverage: the host used {} of {} command forms and met {} error codes; never used: {}", exercised, counts.size(),
                     coverage.codes().size(), never.empty() ? "none" : never);
}

}  // namespace espat::emulator
