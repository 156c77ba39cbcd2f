// MQTTCONN and MQTTCLEAN (mqtt.md 3, 4, 6).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

using State = MqttService::State;

constexpr std::size_t longest_host = 128;
constexpr int default_keepalive = 120;  // seconds

std::optional<std::string> if_given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

MqttSession session_of(const MqttService& mqtt, const MqttUri& uri) {
  const MqttService::UserConfig& user = *mqtt.user;
  const MqttService::ConnectionConfig connection = mqtt.connection.value_or(MqttService::ConnectionConfig{});
  MqttSession session;
  session.client_id = user.client_id;
  session.username = if_given(uri.username.empty() ? user.username : uri.username);
  session.password = if_given(uri.password.empty() ? user.password : uri.password);
  if (session.password && !session.username && mqtt.rules.password_implies_username) session.username = "";
  if (!connection.will_topic.empty()) {
    session.will = MqttWill{connection.will_topic, connection.will_message, connection.will_qos, connection.will_retain == 1};
  }
  session.keepalive = std::chrono::seconds(connection.keepalive == 0 ? default_keepalive : connection.keepalive);
  session.clean_session = connection.disable_clean_session == 0;
  return session;
}

/// Loads what the scheme needs from the certificate partitions, which are empty; the first missing one ends the command (mqtt.md 7).
bool load_tls_material(Module& module) {
  const int scheme = module.mqtt.scheme;
  const bool needs_ca = scheme == 3 || scheme == 5 || scheme == 8 || scheme == 10;
  const bool needs_certificate = scheme == 4 || scheme == 9;
  if (!needs_ca && !needs_certificate) return true;
  report(module, needs_ca ? MqttError::ca_length_is_wrong : MqttError::certificate_length_is_wrong);
  report(module, MqttError::tls_configuration_failed);
  report(module, MqttError::parameters_not_prepared);
  return false;
}

Outcome connection_failed(Module& module) {
  module.mqtt.client->destroy();
  return Outcome::wait("the MQTT client to stop", [](Module& m) -> Outcome {
    if (!m.mqtt.client->take_returned()) return Outcome::still_waiting();
    m.mqtt.state = State::connection_configured;
    return Result::error;
  });
}

Outcome await_connection(Module& module) {
  MqttService& mqtt = module.mqtt;
  const auto bits = mqtt.take_bits(MqttService::bit_connected | MqttService::bit_disconnected | MqttService::bit_error);
  if (!bits) return Outcome::still_waiting();
  if ((*bits & (MqttService::bit_disconnected | MqttService::bit_error)) != 0) return connection_failed(module);
  if (mqtt.rules.configuration_freed_by_connect) {
    mqtt.user.reset();
    mqtt.connection.reset();
  }
  return Result::ok;
}

Outcome connect(const Call& call) {
  Module& module = call.module;
  MqttService& mqtt = module.mqtt;
  MqttReader in(call);
  in.require(mqtt.user.has_value(), MqttError::not_configured);
  in.link();
  const std::string host =
      in.required_text(MqttError::host_read_failed, MqttError::host_is_null, longest_host, MqttError::host_is_too_long);
  const int port = in.integer(MqttError::port_read_failed, 0, 65535, MqttError::port_is_wrong);
  const int reconnect = in.flag(MqttError::reconnect_read_failed, MqttError::reconnect_is_wrong);
  in.count(4);
  if (in.failed()) return Result::error;

  mqtt.log.parameters_ready();
  if (!load_tls_material(module)) return Result::error;
  const auto uri = make_mqtt_uri(mqtt.scheme, host, port, mqtt.user->path);
  if (!uri) {
    report(module, MqttError::client_start_failed);
    return Result::error;
  }
  mqtt.uri = uri;
  mqtt.reconnect = reconnect == 1;
  mqtt.clear_bits(~0U);
  mqtt.client->start({endpoint_of(*uri, mqtt.scheme), session_of(mqtt, *uri), mqtt.reconnect});
  return Outcome::wait("the connection to the broker", await_connection);
}

Outcome query_connection(const Call& call) {
  const MqttService& mqtt = call.module.mqtt;
  const bool has_uri = mqtt.state >= State::disconnected;
  call.module.out.uart("+MQTTCONN:0," + std::to_string(static_cast<int>(mqtt.state)) + "," + std::to_string(mqtt.scheme) + "," +
                       (has_uri ? mqtt.uri->printed() : R"("","","")") + "," + (has_uri && mqtt.reconnect ? "1" : "0") + "\r\n");
  return Result::ok;
}

Outcome clean(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  in.link();
  in.count(1);
  if (in.failed()) return Result::error;
  if (mqtt.state == State::uninitialised) {
    mqtt.log.nothing_to_clean();
    report(call.module, MqttError::uninitialised_or_already_clean);
    return Result::error;
  }
  if (mqtt.state < State::disconnected) {
    mqtt.forget();
    return Result::ok;
  }
  mqtt.client->destroy();
  return Outcome::wait("the MQTT client to stop", [](Module& module) -> Outcome {
    if (!module.mqtt.client->take_returned()) return Outcome::still_waiting();
    module.mqtt.forget();
    return Result::ok;
  });
}

}  // namespace

std::span<const Command> mqtt_connection_commands() {
  static constexpr std::array table{
      Command{.name = "+MQTTCONN", .query = query_connection, .set = connect},
      Command{.name = "+MQTTCLEAN", .set = clean},
  };
  return table;
}

}  // namespace espat::at
