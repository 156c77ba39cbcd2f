#include "net/paho_client.hpp"

#include <chrono>

#include "net/address_map.hpp"

namespace espat::net {

namespace {

using namespace std::chrono_literals;

// Paho's own limit is 100. A burst waits here instead; who sends more is held back by what is reported as sent.
constexpr int buffered_messages = 65535;

// No ping ever: the largest round number that Paho can multiply by 1500 in an int.
constexpr auto never = 1'000'000s;

mqtt::connect_options connect_options(const at::MqttSession& session, const std::string& proxy) {
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);  // else a refused connection is tried again as MQTT 3.1
  options.set_automatic_reconnect(false);
  options.set_clean_session(session.clean_session);
  options.set_keep_alive_interval(session.keepalive);
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

// Without proxies, whose names Paho would leak each time. Should the connection just have been lost, then Paho really connects, and must
// not reach the broker past the relay: where the relay was, nobody listens any more.
mqtt::connect_options ping_options(const at::MqttSession& session, const std::string& proxy) {
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_clean_session(session.clean_session);
  options.set_servers(mqtt::string_collection::create("tcp://" + proxy));
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
      ping_options_(ping_options(open.session, proxy)),
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

void PahoClient::allow_ping() {
  if (std::chrono::steady_clock::now() - changed_at_ >= queue_time) set_ping_interval(1s);
}

void PahoClient::forbid_ping() { set_ping_interval(never); }

// Paho has no call for a ping. But it takes over the keepalive of a second `connect` at once and otherwise ignores it, because the client
// is connected: no packet is sent for it.
void PahoClient::set_ping_interval(std::chrono::seconds interval) {
  if (!client_.is_connected()) return;
  ping_options_.set_keep_alive_interval(interval);
  changed_at_ = std::chrono::steady_clock::now();
  try {
    client_.connect(ping_options_);
  } catch (const mqtt::exception&) {
    // The one before is still in Paho's queue; the keepalive was taken over all the same.
  }
}

void PahoClient::disconnect() { client_.disconnect(0, nullptr, left_); }

}  // namespace espat::net
