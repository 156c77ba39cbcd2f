#include "tests/conformance/scripted_client.hpp"

#include <algorithm>
#include <utility>

namespace espat::conformance {
namespace {

using Kind = at::MqttEvent::Kind;

constexpr int failed = -1;
constexpr int refusing_grant = 128;

}  // namespace

ScriptedClient::ScriptedClient(const CaseSettings::Values& settings, const at::Time& now, at::MqttListener& listener,
                               std::vector<ClientCall>& calls)
    : now_(now), listener_(listener), calls_(calls) {
  settings_.change(settings);
}

void ScriptedClient::inject(const RaiseClientEvent& event) {
  schedule({}, {client_, event.kind, event.message_id.value_or(last_message_id_), event.refused, event.topic, event.payload});
}

at::CertificateItem ScriptedClient::read_certificate() const {
  const int length = settings_["pki_len"];
  if (settings_["pki_rc"] == 0) return {length, std::nullopt};
  return {length, std::string(static_cast<std::size_t>(length), 'C')};
}

bool ScriptedClient::start(const at::MqttClientConfig& config) {
  calls_.push_back(start_call(config));
  if (settings_["init_fail"] == 1 || settings_["start_fail"] == 1) return false;
  ++client_;
  exists_ = true;
  connected_ = false;
  last_message_id_ = 0;
  raise({client_, Kind::before_connect});
  const at::Duration delay(settings_["conn_delay"]);
  switch (settings_["conn"]) {
    case 0:
      break;
    case 1:
      schedule(delay, {client_, Kind::connected});
      break;
    default:
      schedule(delay, {client_, Kind::error});
      schedule(delay, {client_, Kind::disconnected});
      break;
  }
  return true;
}

int ScriptedClient::fail_or(const char* setting) { return settings_[setting] == 1 ? failed : ++last_message_id_; }

void ScriptedClient::acknowledge(const char* setting, Kind kind, bool refused) {
  if (settings_[setting] == 1) schedule(at::Duration(settings_["ack_delay"]), {client_, kind, last_message_id_, refused});
}

void ScriptedClient::publish(std::string_view topic, std::string_view payload, int qos, bool retain) {
  calls_.push_back(publish_call(topic, payload.size(), qos, retain));
  calls_.push_back(payload_call(payload));
  if (qos == 0) {
    returned_ = settings_["pub_fail"] == 1 || !connected_ ? failed : 0;
    return;
  }
  returned_ = fail_or("pub_fail");
  if (*returned_ != failed && connected_) acknowledge("pub_ack", Kind::published);
}

void ScriptedClient::subscribe(std::string_view topic, int qos) {
  calls_.push_back(subscribe_call(topic, qos));
  returned_ = fail_or("sub_fail");
  if (*returned_ != failed) acknowledge("sub_ack", Kind::subscribed, settings_["grant"] == refusing_grant);
}

void ScriptedClient::unsubscribe(std::string_view topic) {
  calls_.push_back(unsubscribe_call(topic));
  returned_ = fail_or("unsub_fail");
  if (*returned_ != failed) acknowledge("unsub_ack", Kind::unsubscribed);
}

void ScriptedClient::destroy() {
  returned_.reset();
  if (settings_["destroy_disc"] == 1) raise({client_, Kind::disconnected});
  destroyed_at_ = now_ + at::Duration(settings_["destroy_delay"]);
  if (destroyed_at_ == now_) finish_destroying();
}

void ScriptedClient::finish_destroying() {
  destroyed_at_.reset();
  exists_ = false;
  returned_ = 0;
}

std::optional<int> ScriptedClient::take_returned() { return std::exchange(returned_, std::nullopt); }

void ScriptedClient::link_down() {
  if (!connected_) return;
  const Scheduled event{client_, Kind::disconnected};
  if (link_lag_ == at::Duration{0}) {
    raise(event);
  } else {
    schedule(link_lag_, event);
  }
}

void ScriptedClient::power_off() {
  events_.clear();
  exists_ = false;
  destroyed_at_.reset();
  returned_.reset();
}

std::optional<at::Time> ScriptedClient::next_deadline() const {
  if (events_.empty()) return destroyed_at_;
  const at::Time next_event = events_.front().first;
  return destroyed_at_ ? std::min(*destroyed_at_, next_event) : next_event;
}

void ScriptedClient::advance(at::Time now) {
  while (!events_.empty() && events_.front().first <= now) {
    const Scheduled event = std::move(events_.front().second);
    events_.pop_front();
    raise(event);
  }
  if (destroyed_at_ && *destroyed_at_ <= now) finish_destroying();
}

void ScriptedClient::schedule(at::Duration delay, Scheduled event) {
  // The events of the recording stand in a queue: none overtakes another.
  const at::Time earliest = events_.empty() ? now_ : events_.back().first;
  events_.emplace_back(std::max(now_ + delay, earliest), std::move(event));
}

void ScriptedClient::raise(const Scheduled& event) {
  if (!exists_ || event.client != client_) return;
  if (event.kind == Kind::connected) connected_ = true;
  if (event.kind == Kind::disconnected) connected_ = false;
  listener_.on_mqtt_event(
      {.kind = event.kind, .message_id = event.message_id, .refused = event.refused, .topic = event.topic, .payload = event.payload});
}

}  // namespace espat::conformance
