#include "tests/conformance/case_kind.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

namespace espat::conformance {
namespace {

constexpr std::array<std::string_view, 4> names{"engine", "wire", "device", "tcpip"};

bool has_step(const nlohmann::json& recorded_case, std::initializer_list<const char*> keys) {
  for (const char* list : {"setup", "steps"}) {
    if (!recorded_case.contains(list)) continue;
    for (const auto& step : recorded_case[list]) {
      if (std::any_of(keys.begin(), keys.end(), [&](const char* key) { return step.contains(key); })) return true;
    }
  }
  return false;
}

bool has_output(const nlohmann::json& recorded_case, const char* key) {
  const auto& outputs = recorded_case.at("outputs");
  return std::any_of(outputs.begin(), outputs.end(), [key](const auto& output) { return output.contains(key); });
}

bool traces(const nlohmann::json& recorded_case, std::string_view text) {
  const auto& outputs = recorded_case.at("outputs");
  return std::any_of(outputs.begin(), outputs.end(), [text](const auto& output) {
    return output.contains("trace") && output["trace"].template get_ref<const std::string&>().find(text) != std::string::npos;
  });
}

}  // namespace

std::string_view name_of(CaseKind kind) { return names.at(static_cast<std::size_t>(kind)); }

std::optional<CaseKind> kind_named(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<CaseKind>(found - names.begin());
}

std::optional<CaseKind> kind_of(const nlohmann::json& recorded_case) {
  const auto id = recorded_case.at("id").get<std::string>();
  // The device cases with the real client library also have a broker.
  if (has_step(recorded_case, {"air", "power_cycle"}) || id.rfind("w/", 0) == 0 || id.rfind("wr/", 0) == 0) return CaseKind::device;
  if (has_step(recorded_case, {"peer", "station", "sntp_time", "epoch"}) || has_output(recorded_case, "sent")) return CaseKind::tcpip;
  if (recorded_case.contains("settings") || has_step(recorded_case, {"set"})) return CaseKind::tcpip;
  if (recorded_case.contains("broker") || has_step(recorded_case, {"broker", "broker_set"})) return CaseKind::wire;
  if (has_output(recorded_case, "wire") || traces(recorded_case, "call: connect ")) return CaseKind::wire;
  if (recorded_case.contains("client") || has_step(recorded_case, {"client_set", "mqtt"})) return CaseKind::engine;
  if (traces(recorded_case, "call: mqtt_")) return CaseKind::engine;
  return std::nullopt;
}

}  // namespace espat::conformance
