// MQTTLONGCLIENTID, MQTTLONGUSERNAME, MQTTLONGPASSWORD: values longer than a command line (mqtt.md 10.1, 15).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

constexpr std::uint32_t longest_value = 1024;

Outcome set_long(const Call& call, std::string MqttService::UserConfig::*field, MqttError read_failed, MqttError too_long) {
  Module& module = call.module;
  MqttReader in(call);
  in.link();
  in.require(module.mqtt.state == MqttService::State::user_configured, MqttError::not_in_configured_state);
  const int length = in.integer(read_failed, 1, longest_value, too_long);
  in.count(2);
  if (in.failed()) return Result::error;

  module.receiver.collect(static_cast<std::size_t>(length));
  module.print_prompt();
  return Outcome::wait("the raw value", [field](Module& m) -> Outcome {
    if (!m.receiver.has_collected()) return Outcome::still_waiting();
    const std::string value = m.receiver.take_collected(Receiver::State::running);
    m.mqtt.log.received(value.size());
    *m.mqtt.user.*field = value;
    return Result::ok;
  });
}

Outcome set_long_client_id(const Call& call) {
  return set_long(call, &MqttService::UserConfig::client_id, MqttError::client_id_read_failed, MqttError::client_id_is_too_long);
}

Outcome set_long_username(const Call& call) {
  return set_long(call, &MqttService::UserConfig::username, MqttError::username_read_failed, MqttError::username_is_too_long);
}

Outcome set_long_password(const Call& call) {
  return set_long(call, &MqttService::UserConfig::password, MqttError::password_read_failed, MqttError::password_is_too_long);
}

}  // namespace

std::span<const Command> mqtt_long_commands() {
  static constexpr std::array table{
      Command{.name = "+MQTTLONGCLIENTID", .set = set_long_client_id},
      Command{.name = "+MQTTLONGUSERNAME", .set = set_long_username},
      Command{.name = "+MQTTLONGPASSWORD", .set = set_long_password},
  };
  return table;
}

}  // namespace espat::at
