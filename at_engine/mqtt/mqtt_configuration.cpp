// MQTTUSERCFG, MQTTCLIENTID, MQTTUSERNAME, MQTTPASSWORD, MQTTCONNCFG (mqtt.md 1.1, 3).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

using State = MqttService::State;

constexpr std::size_t longest_client_id = 256;
constexpr std::size_t longest_path = 32;
constexpr std::uint32_t longest_keepalive = 7200;  // seconds

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

Outcome set_user_configuration(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttService::UserConfig config;
  MqttReader in(call);
  in.link();
  in.require(mqtt.state < State::disconnected, MqttError::not_in_configured_state);
  const int scheme = in.integer(MqttError::scheme_read_failed, 1, 10, MqttError::scheme_is_wrong);
  config.client_id =
      in.text(MqttError::client_id_read_failed, longest_client_id, MqttError::client_id_is_too_long, MqttError::client_id_is_null);
  config.username =
      in.text(MqttError::username_read_failed, mqtt.rules.longest_username, MqttError::username_is_too_long, MqttError::username_is_null);
  config.password =
      in.text(MqttError::password_read_failed, mqtt.rules.longest_password, MqttError::password_is_too_long, MqttError::password_is_null);
  config.certificate_id = in.certificate_id(MqttError::certificate_id_read_failed, MqttError::certificate_id_is_wrong);
  config.ca_id = in.certificate_id(MqttError::ca_id_read_failed, MqttError::ca_id_is_wrong);
  const bool notes_empty_path = scheme >= 6 && call.module.profile.core.strings_can_be_null;
  config.path = in.text(MqttError::path_read_failed, longest_path, MqttError::path_is_too_long,
                        notes_empty_path ? std::optional(MqttError::path_is_null) : std::nullopt);
  in.count(8);
  in.require(call.module.has_memory(config.client_id.size() + config.username.size() + config.password.size() + config.path.size()),
             MqttError::out_of_memory);
  if (in.failed()) return Result::error;
  mqtt.scheme = scheme;
  mqtt.user = config;
  mqtt.state = State::user_configured;
  return Result::ok;
}

/// MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD replace one field of the user configuration.
struct Field {
  std::string MqttService::UserConfig::*value;
  MqttError read_failed;
  MqttError null;
  MqttError too_long;
};

Outcome set_field(const Call& call, const Field& field, std::size_t longest) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  in.link();
  const bool may_follow_connection_configuration = mqtt.rules.configuration_stays_open && mqtt.state == State::connection_configured;
  in.require(mqtt.state == State::user_configured || may_follow_connection_configuration, MqttError::not_in_configured_state);
  const std::string value = in.text(field.read_failed, longest, field.too_long, field.null);
  in.count(2);
  if (in.failed()) return Result::error;
  *mqtt.user.*field.value = value;
  return Result::ok;
}

Outcome set_client_id(const Call& call) {
  return set_field(call,
                   {&MqttService::UserConfig::client_id, MqttError::client_id_read_failed, MqttError::client_id_is_null,
                    MqttError::client_id_is_too_long},
                   longest_client_id);
}

Outcome set_username(const Call& call) {
  return set_field(
      call,
      {&MqttService::UserConfig::username, MqttError::username_read_failed, MqttError::username_is_null, MqttError::username_is_too_long},
      longest_client_id);
}

Outcome set_password(const Call& call) {
  return set_field(
      call,
      {&MqttService::UserConfig::password, MqttError::password_read_failed, MqttError::password_is_null, MqttError::password_is_too_long},
      longest_client_id);
}

Outcome set_connection_configuration(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  const bool notes_empty = call.module.profile.core.strings_can_be_null;
  MqttService::ConnectionConfig config;
  MqttReader in(call);
  in.link();
  in.require(mqtt.state < State::disconnected, MqttError::not_in_configured_state);
  in.require(mqtt.state != State::uninitialised, MqttError::not_configured);
  config.keepalive = in.integer(MqttError::keepalive_read_failed, 0, longest_keepalive, MqttError::keepalive_is_wrong);
  if (!in.failed() && config.keepalive == 0) mqtt.log.warning(MqttError::keepalive_is_null);
  config.disable_clean_session = in.integer(MqttError::clean_session_read_failed, 0, 1, MqttError::clean_session_is_wrong);
  config.will_topic = in.text(MqttError::will_topic_read_failed, mqtt.rules.longest_topic, MqttError::will_topic_is_too_long,
                              notes_empty ? std::optional(MqttError::will_topic_is_null) : std::nullopt);
  config.will_message = in.text(MqttError::will_message_read_failed, mqtt.rules.longest_will_message, MqttError::will_message_is_too_long,
                                notes_empty ? std::optional(MqttError::will_message_is_null) : std::nullopt);
  config.will_qos = in.qos(MqttError::will_qos_read_failed, MqttError::will_qos_is_wrong);
  config.will_retain = in.flag(MqttError::will_retain_read_failed, MqttError::will_retain_is_wrong);
  in.count(7);
  if (in.failed()) return Result::error;
  mqtt.connection = config;
  mqtt.state = State::connection_configured;
  return Result::ok;
}

/// Once connected, the configuration is freed and the query reads through a null pointer (mqtt.md 1.2).
bool crashes(Module& module) {
  if (module.mqtt.state < State::disconnected || module.mqtt.rules.configuration_stays_open) return false;
  module.out.log("Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\r\nRebooting...\r\n");
  module.out.note(Note::Level::warning, "the query of a configuration that the connection has used up crashes this firmware (mqtt.md 1.2)");
  module.restart("panic", Duration{0});
  return true;
}

Outcome print(const Call& call, const std::string& values) {
  call.module.out.uart(std::string(call.name) + ":0," + values + "\r\n");
  return Result::ok;
}

Outcome query_user_configuration(const Call& call) {
  const MqttService& mqtt = call.module.mqtt;
  if (crashes(call.module)) return Result::restarting;
  const MqttService::UserConfig config = mqtt.user.value_or(MqttService::UserConfig{});
  return print(call, std::to_string(mqtt.scheme) + "," + quoted(config.client_id) + "," + quoted(config.username) + "," +
                         quoted(config.password) + "," + std::to_string(config.certificate_id) + "," + std::to_string(config.ca_id) + "," +
                         quoted(config.path));
}

Outcome query_field(const Call& call, std::string MqttService::UserConfig::*value) {
  if (crashes(call.module)) return Result::restarting;
  return print(call, quoted(call.module.mqtt.user.value_or(MqttService::UserConfig{}).*value));
}

Outcome query_client_id(const Call& call) { return query_field(call, &MqttService::UserConfig::client_id); }
Outcome query_username(const Call& call) { return query_field(call, &MqttService::UserConfig::username); }
Outcome query_password(const Call& call) { return query_field(call, &MqttService::UserConfig::password); }

Outcome query_connection_configuration(const Call& call) {
  const MqttService& mqtt = call.module.mqtt;
  if (crashes(call.module)) return Result::restarting;
  const bool is_shown = mqtt.connection && (mqtt.state == State::connection_configured || mqtt.rules.configuration_stays_open);
  const MqttService::ConnectionConfig config = is_shown ? *mqtt.connection : MqttService::ConnectionConfig{};
  return print(call, std::to_string(config.keepalive) + "," + std::to_string(config.disable_clean_session) + "," +
                         quoted(config.will_topic) + "," + quoted(config.will_message) + "," + std::to_string(config.will_qos) + "," +
                         std::to_string(config.will_retain));
}

}  // namespace

std::span<const Command> mqtt_configuration_commands() {
  static constexpr std::array table{
      Command{.name = "+MQTTUSERCFG", .set = set_user_configuration},
      Command{.name = "+MQTTCLIENTID", .set = set_client_id},
      Command{.name = "+MQTTUSERNAME", .set = set_username},
      Command{.name = "+MQTTPASSWORD", .set = set_password},
      Command{.name = "+MQTTCONNCFG", .set = set_connection_configuration},
  };
  return table;
}

std::span<const Command> mqtt_configuration_queries() {
  static constexpr std::array table{
      Command{.name = "+MQTTUSERCFG", .query = query_user_configuration},
      Command{.name = "+MQTTCLIENTID", .query = query_client_id},
      Command{.name = "+MQTTUSERNAME", .query = query_username},
      Command{.name = "+MQTTPASSWORD", .query = query_password},
      Command{.name = "+MQTTCONNCFG", .query = query_connection_configuration},
  };
  return table;
}

}  // namespace espat::at
