#include "tests/conformance/recorded_case.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/conformance/byte_string.hpp"
#include "tests/conformance/client_trace.hpp"
#include "tests/conformance/mqtt_packet_reader.hpp"

namespace espat::conformance {
namespace {

std::vector<Step> read_steps(const nlohmann::json& json) {
  std::vector<Step> steps;
  std::transform(json.begin(), json.end(), std::back_inserter(steps), read_step);
  return steps;
}

Recording read_output(const nlohmann::json& json) {
  Recording output;
  if (const auto writes = json.find("at"); writes != json.end()) {
    for (const auto& write : *writes) {
      const std::string bytes = bytes_of(write.at(1).get<std::string>());
      if (!bytes.empty()) output.writes.push_back({at::Time(write.at(0).get<int>()), bytes});  // a filter may leave nothing
    }
  }
  if (const auto sent = json.find("sent"); sent != json.end()) {
    for (const auto& bytes : *sent) output.sent.push_back({at::Time(bytes.at(0).get<int>()), bytes_of(bytes.at(1).get<std::string>())});
  }
  output.log = bytes_of(json.value("log", std::string()));
  output.calls = read_client_trace(bytes_of(json.value("trace", std::string())));
  if (const auto packets = json.find("wire"); packets != json.end()) {
    MqttPacketReader reader;
    for (const auto& packet : *packets) {
      if (packet.at(1) == "C>S") reader.read(bytes_of(packet.at(2).get<std::string>()));
    }
    output.calls = reader.take_calls();
  }
  return output;
}

}  // namespace

RecordedCase read_case(const nlohmann::json& json, CaseKind kind) {
  RecordedCase result;
  result.id = json.at("id").get<std::string>();
  result.kind = kind;
  result.has_broker = kind == CaseKind::wire || (kind == CaseKind::device && result.id.rfind("wr/", 0) == 0);
  for (const char* key : {"client", "broker", "settings"}) {
    if (json.contains(key)) result.settings = json[key].get<CaseSettings::Values>();
  }
  if (json.contains("setup")) result.setup = read_steps(json["setup"]);
  result.steps = read_steps(json.at("steps"));
  result.steps_text = json.at("steps").dump(-1, ' ', true);
  result.untimed = json.value("untimed", false);
  result.profiles = json.at("profiles").get<decltype(result.profiles)>();
  const auto& outputs = json.at("outputs");
  std::transform(outputs.begin(), outputs.end(), std::back_inserter(result.outputs), read_output);
  return result;
}

}  // namespace espat::conformance
