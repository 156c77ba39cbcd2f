// MQTTALPN and MQTTSNI (mqtt.md 10). Only their link id and state are known to have codes; what else is wrong answers ERROR without one.

#include <array>
#include <string>
#include <vector>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

constexpr int most_protocols = 5;
constexpr std::size_t longest_server_name = 64;

/// The link id and the state, which come first.
bool may_configure(const Call& call) {
  MqttReader in(call);
  in.link();
  in.require(call.module.mqtt.state == MqttService::State::user_configured, MqttError::not_in_configured_state);
  return !in.failed();
}

Outcome set_protocols(const Call& call) {
  if (!may_configure(call)) return Result::error;
  ParameterReader reader(call);
  int count = 0;
  if (!reader.integer_within(1, 0, most_protocols, count)) return Result::error;
  if (reader.count() != 2 + static_cast<std::size_t>(count)) return refuse(call.module, "the count of protocols is not the number given");
  std::vector<std::string> protocols;
  for (int i = 0; i < count; ++i) {
    const TextRead protocol = reader.text(2 + static_cast<std::size_t>(i));
    if (protocol.status != ReadStatus::ok || protocol.value.empty()) return refuse(call.module, "a protocol is no string or empty");
    protocols.push_back(protocol.value);
  }
  call.module.mqtt.user->protocols = protocols;
  return Result::ok;
}

Outcome set_server_name(const Call& call) {
  if (!may_configure(call)) return Result::error;
  ParameterReader reader(call);
  const TextRead name = reader.text(1);
  if (name.status != ReadStatus::ok) return Result::error;
  if (name.value.size() > longest_server_name) return refuse(call.module, "the server name is longer than 64 bytes");
  if (reader.count() != 2) return refuse(call.module, "it takes 2 parameters");
  call.module.mqtt.user->server_name = name.value;
  return Result::ok;
}

}  // namespace

std::span<const Command> mqtt_alpn_command() {
  static constexpr std::array table{Command{.name = "+MQTTALPN", .set = set_protocols}};
  return table;
}

std::span<const Command> mqtt_sni_command() {
  static constexpr std::array table{Command{.name = "+MQTTSNI", .set = set_server_name}};
  return table;
}

}  // namespace espat::at
