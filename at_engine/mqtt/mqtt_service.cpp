#include "at_engine/mqtt/mqtt_service.hpp"

#include <algorithm>
#include <utility>

namespace espat::at {

MqttService::MqttService(const MqttRules& mqtt_rules, const Time& now, Output& out, std::unique_ptr<MqttClient> mqtt_client)
    : rules(mqtt_rules), client(std::move(mqtt_client)), log(mqtt_rules, now, out), out_(out) {}

bool MqttService::has_topics() const {
  return std::any_of(topics.begin(), topics.end(), [](const Topic& topic) { return !topic.name.empty(); });
}

std::optional<unsigned> MqttService::take_bits(unsigned bits) {
  if ((bits_ & bits) == 0) return std::nullopt;
  const unsigned set = bits_;
  bits_ &= ~bits;
  return set;
}

void MqttService::collect_returned() {
  const auto returned = client->take_returned();
  if (!returned) return;
  returned_ = returned;
  expected_id_ = *returned;
}

std::optional<int> MqttService::take_returned() {
  collect_returned();
  return std::exchange(returned_, std::nullopt);
}

bool MqttService::is_ignored(const MqttEvent& event) const {
  if (!rules.acknowledgements_are_matched || event.message_id == expected_id_) return false;
  switch (event.kind) {
    case MqttEvent::Kind::subscribed:
    case MqttEvent::Kind::unsubscribed:
    case MqttEvent::Kind::published:
    case MqttEvent::Kind::deleted:
      return true;
    default:
      return false;
  }
}

void MqttService::on_mqtt_event(const MqttEvent& event) {
  collect_returned();
  if (is_ignored(event)) {
    if (event.kind == MqttEvent::Kind::subscribed) state = State::subscribed;
    return;
  }
  log.event(event);
  switch (event.kind) {
    case MqttEvent::Kind::before_connect:
      break;
    case MqttEvent::Kind::connected:
      on_connected();
      break;
    case MqttEvent::Kind::disconnected:
      on_disconnected();
      break;
    case MqttEvent::Kind::error:
      bits_ = (bits_ | bit_error) & ~bit_connected;
      break;
    case MqttEvent::Kind::subscribed:
      state = State::subscribed;
      bits_ |= event.refused && rules.suback_is_checked ? bit_failed : bit_subscribed;
      break;
    case MqttEvent::Kind::unsubscribed:
      bits_ |= bit_unsubscribed;
      break;
    case MqttEvent::Kind::published:
      bits_ |= bit_published;
      break;
    case MqttEvent::Kind::deleted:
      if (rules.giving_up_is_reported) bits_ |= bit_failed;
      break;
    case MqttEvent::Kind::data:
      on_data(event);
      break;
  }
}

void MqttService::on_connected() {
  state = State::connected;
  is_established = true;
  bits_ = (bits_ | bit_connected) & ~(bit_disconnected | bit_error);
  if (collects_raw_data) return;  // mqtt.md 5.2, 5
  if (uri.is_valid()) {
    out_.uart("+MQTTCONNECTED:0," + std::to_string(scheme) + "," + uri.printed(rules.port_is_quoted) + "," + (reconnect ? "1" : "0") +
              "\r\n");
  } else {
    on_invalid_uri();
  }
  for (const auto& topic : topics) {
    if (topic.name.empty()) continue;
    client->subscribe(topic.name, topic.qos);
    if (client->take_returned().value_or(0) < 0) log.resubscription_failed(topic.name);
  }
}

void MqttService::on_disconnected() {
  state = State::disconnected;
  bits_ = (bits_ | bit_disconnected) & ~bit_connected;
  const bool was_established = std::exchange(is_established, false);
  if (collects_raw_data || (rules.disconnection_ends_a_connection && !was_established)) return;
  out_.uart("+MQTTDISCONNECTED:0\r\n");
}

void MqttService::on_data(const MqttEvent& event) {
  if (!event.topic.empty()) last_topic_ = event.topic;  // later pieces of a long message carry none (mqtt.md 5.4)
  out_.uart("+MQTTSUBRECV:0,\"" + last_topic_ + "\"," + std::to_string(event.payload.size()) + "," + std::string(event.payload) + "\r\n");
}

void MqttService::forget() {
  state = State::uninitialised;
  scheme = 0;
  user.reset();
  connection.reset();
  uri = {};
  reconnect = false;
  is_established = false;
  topics = {};
}

void MqttService::reset() {
  forget();
  collects_raw_data = false;
  bits_ = 0;
  returned_.reset();
  expected_id_ = 0;
  last_topic_.clear();
}

}  // namespace espat::at
