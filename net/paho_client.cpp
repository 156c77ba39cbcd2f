#include "net/paho_client.hpp"

#include "net/address_map.hpp"

namespace espat::net {

namespace {

// Paho's own limit is 100. A burst waits here instead; who sends more is held back by what is reported as sent.
constexpr int buffered_messages = 65535;

mqtt::connect_options connect_options(const at::MqttSession& session, const std::string& proxy) {
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);  // else a refused connection is tried again as MQTT 3.1
  options.set_automatic_reconnect(false);
  options.set_clean_session(session.clean_session);
  options.set_keep_alive_interval(0);  // the relay writes the real one
  // Both, because Paho takes one that is not set from the environment.
  options.set_http_proxy(proxy);
  options.set_https_proxy(proxy);
  // Paho takes an empty name for none, but looks at no byte behind a zero: so this one is empty and there (mqtt.md 10.1-7).
  if (session.username) options.set_user_name(session.username->empty() ? std::string(1, '\0') : *session.username);
  if (session.password) options.set_password(*session.password);
  if (const auto& will = session.will)
    options.set_will(mqtt::will_options(will->topic, will->message.data(), will->message.size(), will->qos, will->retain));
  return options;
}

void* context(at::Operation operation) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(operation)); }

}  // namespace

at::Operation PahoClient::Listener::operation(const mqtt::token& token) {
  return static_cast<at::Operation>(reinterpret_cast<std::uintptr_t>(token.get_user_context()));
}

PahoClient::PahoClient(const at::MqttOpen& open, const std::string& proxy, Notify notify)
    : attempt_(open.attempt),
      notify_(std::move(notify)),
      options_(connect_options(open.session, proxy)),
      opened_([this](at::Operation, int code) { code == 0 ? notify_(PahoOpened{}) : notify_(PahoOpenFailed{code}); }),
      // What fails here fails with the connection, whose loss is reported.
      written_([this](at::Operation, int code) {
        if (code == 0) notify_(PahoWritten{});
      }),
      acknowledged_([this](at::Operation operation, int code) {
        if (code == 0) notify_(at::MqttAcknowledged{attempt_, operation, false});
      }),
      subscribed_([this](at::Operation operation, int code) {
        if (code == 0 || code == MQTT_BAD_SUBSCRIBE) notify_(PahoSubscribed{{attempt_, operation, code != 0}});
      }),
      left_([this](at::Operation, int) { notify_(PahoLeft{}); }),
      client_("tcp://" + to_string(Address{open.endpoint.host, open.endpoint.port}), open.session.client_id,
              mqtt::create_options(MQTTVERSION_3_1_1, buffered_messages), nullptr) {
  client_.set_message_callback([this](const mqtt::const_message_ptr& message) {
    notify_(at::MqttReceived{attempt_, message->get_topic(), message->get_payload_str(), message->get_qos()});
  });
  client_.set_connection_lost_handler([this](const std::string&) { notify_(PahoLost{}); });
}

void PahoClient::connect() { client_.connect(options_, nullptr, opened_); }

PacketId PahoClient::publish(const at::MqttPublish& publish) {
  const auto token = client_.publish(publish.topic, publish.payload.data(), publish.payload.size(), publish.qos, publish.retain,
                                     context(publish.operation), publish.qos == 0 ? written_ : acknowledged_);
  return static_cast<PacketId>(token->get_message_id());
}

void PahoClient::subscribe(const at::MqttSubscribe& subscribe) {
  client_.subscribe(subscribe.topic, subscribe.qos, context(subscribe.operation), subscribed_);
}

void PahoClient::unsubscribe(const at::MqttUnsubscribe& unsubscribe) {
  client_.unsubscribe(unsubscribe.topic, context(unsubscribe.operation), acknowledged_);
}

void PahoClient::disconnect() { client_.disconnect(0, nullptr, left_); }

}  // namespace espat::net
