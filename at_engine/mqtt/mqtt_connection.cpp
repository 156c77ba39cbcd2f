// MQTTCONN and MQTTCLEAN (mqtt.md 3, 4, 6).

#include <algorithm>
#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"
#include "at_engine/mqtt/mqtt_wait.hpp"

namespace espat::at {
namespace {

using State = MqttService::State;

constexpr std::size_t longest_host = 128;
constexpr std::size_t event_group_size = 32;  // of FreeRTOS
constexpr int default_keepalive = 120;        // seconds

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

/// One item of the certificate partitions, and the codes for one that is missing or cannot be read.
struct Material {
  CertificateKind kind;
  int id;
  std::string TlsCredentials::*pem;
  MqttError length_is_wrong;
  MqttError read_failed;
};

/// Loads what the scheme needs, in the order CA, certificate, key; the first failure ends the command (mqtt.md 7).
std::optional<TlsCredentials> load_credentials(Module& module) {
  MqttService& mqtt = module.mqtt;
  const int verification = mqtt.scheme >= 6 ? mqtt.scheme - 5 : mqtt.scheme;  // 3 and 5 verify, 4 and 5 show a certificate
  std::vector<Material> needed;
  if (verification == 3 || verification == 5) {
    needed.push_back(
        {CertificateKind::ca, mqtt.user->ca_id, &TlsCredentials::ca, MqttError::ca_length_is_wrong, MqttError::ca_read_failed});
  }
  if (verification == 4 || verification == 5) {
    needed.push_back({CertificateKind::certificate, mqtt.user->certificate_id, &TlsCredentials::certificate,
                      MqttError::certificate_length_is_wrong, MqttError::certificate_material_read_failed});
    needed.push_back({CertificateKind::key, mqtt.user->certificate_id, &TlsCredentials::key, MqttError::key_length_is_wrong,
                      MqttError::key_read_failed});
  }
  TlsCredentials credentials;
  credentials.source = "mqtt";
  credentials.checks_host_name = mqtt.rules.tls_checks_name_and_dates;
  if (mqtt.rules.tls_checks_name_and_dates) credentials.valid_at = module.unix_time();
  for (const Material& material : needed) {
    const CertificateItem item = module.read_certificate("mqtt", material.kind, material.id);
    if (item.length > 0) mqtt.log.material_length(material.kind, item.length);
    const bool fits = module.has_memory(static_cast<std::size_t>(std::max(item.length, 0)));
    if (item.length > 0 && item.content && fits) {
      credentials.*material.pem = *item.content;
      continue;
    }
    report(module, item.length <= 0 ? material.length_is_wrong : fits ? material.read_failed : MqttError::out_of_memory);
    report(module, MqttError::tls_configuration_failed);
    report(module, MqttError::parameters_not_prepared);
    return std::nullopt;
  }
  return credentials;
}

Outcome connection_failed(Module& module) {
  module.mqtt.client->destroy();
  return Outcome::wait("the MQTT client to stop", [](Module& m) -> Outcome {
    if (!m.mqtt.take_returned()) return Outcome::still_waiting();
    const bool is_configured = m.mqtt.connection || !m.mqtt.rules.failure_keeps_state;
    m.mqtt.state = is_configured ? State::connection_configured : State::user_configured;
    return Result::error;
  });
}

Outcome await_connection(Module& module, std::optional<Time> deadline) {
  MqttService& mqtt = module.mqtt;
  const auto bits = mqtt.take_bits(MqttService::bit_connected | MqttService::bit_disconnected | MqttService::bit_error);
  if (!bits) return deadline && module.now >= *deadline ? connection_failed(module) : Outcome::still_waiting();
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
  if (mqtt.rules.second_connect_is_named) {
    in.require(!mqtt.is_connected(), MqttError::already_connected);
    in.require(mqtt.state != State::disconnected, MqttError::in_disconnected_state);
  }
  const std::string host =
      in.required_text(MqttError::host_read_failed, MqttError::host_is_null, longest_host, MqttError::host_is_too_long);
  in.require(!mqtt.rules.host_characters_are_checked || is_host_name(host), MqttError::host_has_wrong_characters);
  const int port = in.integer(MqttError::port_read_failed, 0, 65535, MqttError::port_is_wrong);
  const int reconnect = in.integer(MqttError::reconnect_read_failed, 0, 1, MqttError::reconnect_is_wrong);
  auto timeout = in.count_and_timeout(4);
  if (!mqtt.rules.commands_time_out) timeout.reset();  // the documented limit of an answer excepts MQTTCONN
  if (in.failed()) return Result::error;

  mqtt.log.parameters_ready();
  in.require(module.has_memory(event_group_size), MqttError::no_event_group);
  if (in.failed()) return Result::error;
  const auto credentials = load_credentials(module);
  if (!credentials) return Result::error;
  mqtt.uri = make_mqtt_uri(mqtt.scheme, host, port, mqtt.user->path);
  mqtt.reconnect = reconnect == 1;
  mqtt.clear_bits(~0U);
  MqttSession session = session_of(mqtt, mqtt.uri);
  session.tls = *credentials;
  session.tls.server_name = mqtt.user->server_name;
  session.tls.protocols = mqtt.user->protocols;
  if (!mqtt.client->start({endpoint_of(mqtt.uri, mqtt.scheme), session, mqtt.reconnect})) {
    report(module, MqttError::client_start_failed);
    return Result::error;
  }
  const auto deadline = deadline_after(module, timeout);
  return Outcome::wait(
      "the connection to the broker", [deadline](Module& m) { return await_connection(m, deadline); }, deadline);
}

Outcome query_connection(const Call& call) {
  const MqttService& mqtt = call.module.mqtt;
  const bool has_uri = mqtt.state >= State::disconnected;
  if (has_uri && !mqtt.uri.is_valid()) {
    report(call.module, MqttError::uri_parse_failed);
    return Result::error;
  }
  call.module.out.uart("+MQTTCONN:0," + std::to_string(static_cast<int>(mqtt.state)) + "," + std::to_string(mqtt.scheme) + "," +
                       (has_uri ? mqtt.uri.printed(mqtt.rules.port_is_quoted) : R"("","","")") + "," +
                       (has_uri && mqtt.reconnect ? "1" : "0") + "\r\n");
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
    if (!module.mqtt.take_returned()) return Outcome::still_waiting();
    if (module.mqtt.is_established && module.mqtt.rules.disconnection_ends_a_connection) module.out.uart("+MQTTDISCONNECTED:0\r\n");
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
