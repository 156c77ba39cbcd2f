#include "tests/conformance/broker_model.hpp"

#include <algorithm>
#include <utility>

namespace espat::conformance {
namespace {

constexpr at::Duration answer_time{5};
constexpr int refusing_grant = 128;
constexpr int as_requested = -1;

/// Whether a topic filter with its wildcards covers a topic.
bool covers(std::string_view filter, std::string_view topic) {
  while (true) {
    if (filter == "#") return true;
    const std::size_t filter_end = std::min(filter.find('/'), filter.size());
    const std::size_t topic_end = std::min(topic.find('/'), topic.size());
    const std::string_view level = filter.substr(0, filter_end);
    if (level != "+" && level != topic.substr(0, topic_end)) return false;
    if (filter_end == filter.size() || topic_end == topic.size()) {
      return filter.substr(filter_end) == "/#" || (filter_end == filter.size() && topic_end == topic.size());
    }
    filter.remove_prefix(filter_end + 1);
    topic.remove_prefix(topic_end + 1);
  }
}

}  // namespace

BrokerModel::BrokerModel(const CaseSettings::Values& settings, std::vector<ClientCall>& calls) : calls_(calls) {
  settings_.change(settings);
}

std::optional<at::Time> BrokerModel::next_event() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first;
}

at::Inputs BrokerModel::take_due(at::Time now) {
  at::Inputs due;
  while (!events_.empty() && events_.begin()->first <= now) {
    at::Input input = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    if (std::holds_alternative<at::MqttTransportOpened>(input)) {
      log_in(now);
    } else if (std::holds_alternative<at::MqttOpened>(input)) {
      link_ = Link::open;
    } else if (std::holds_alternative<at::MqttClosed>(input) || std::holds_alternative<at::MqttOpenFailed>(input)) {
      cut();
    }
    due.push_back(std::move(input));
  }
  return due;
}

void BrokerModel::react(at::Time now, const at::Effect& effect) {
  if (const auto* open_wish = std::get_if<at::MqttOpen>(&effect)) return open(now, *open_wish);
  if (const auto* publish = std::get_if<at::MqttPublish>(&effect)) return send(now, *publish);
  if (const auto* subscribe = std::get_if<at::MqttSubscribe>(&effect)) return send(now, *subscribe);
  if (const auto* unsubscribe = std::get_if<at::MqttUnsubscribe>(&effect)) return send(now, *unsubscribe);
  if (const auto* again = std::get_if<at::MqttRetransmit>(&effect)) return retransmit(now, again->operation);
  if (std::holds_alternative<at::MqttPing>(effect)) return ping(now);
  if (const auto* close_wish = std::get_if<at::MqttClose>(&effect)) return end(now, *close_wish);
}

void BrokerModel::open(at::Time now, const at::MqttOpen& wish) {
  cut();
  attempt_ = wish.attempt;
  session_ = wish.session;
  link_ = Link::opening;
  const at::Time connected = now + at::Duration(settings_["tcp_delay"]);
  if (settings_["tcp"] == 1) {
    schedule(connected, at::MqttTransportOpened{attempt_});
  } else {
    schedule(connected, at::MqttOpenFailed{attempt_, at::MqttOpenFailed::Cause::tcp, "the connection was refused"});
  }
}

void BrokerModel::log_in(at::Time now) {
  link_ = Link::awaiting_connack;
  if (session_.clean_session) subscriptions_.clear();
  using Cause = at::MqttOpenFailed::Cause;
  if (settings_["write_fail"] == 1) {
    schedule(now, at::MqttOpenFailed{attempt_, Cause::tcp, "CONNECT could not be written"});
    return;
  }
  calls_.push_back(connect_call(session_));
  if (settings_["silent"] == 1 || settings_["connack"] == 0) return;
  if (settings_["conn_close"] == 1) {
    schedule(now + answer_time, at::MqttOpenFailed{attempt_, Cause::refused, "the broker closed the connection"});
  } else if (const int code = settings_["refuse"]; code != 0) {
    schedule(now + answer_time,
             at::MqttOpenFailed{attempt_, Cause::refused, "the broker refused the connection (" + std::to_string(code) + ")"});
  } else {
    schedule(now + answer_time, at::MqttOpened{attempt_});
  }
}

void BrokerModel::end(at::Time now, const at::MqttClose& wish) {
  if (wish.attempt != attempt_) return;
  if (!wish.graceful) return cut();
  if (settings_["write_fail"] == 1) return lose_link(now, "DISCONNECT could not be written");
  link_ = Link::closing;
  schedule(now + answer_time, at::MqttClosed{attempt_, "the broker has closed"});  // even a silent broker does
}

void BrokerModel::cut() {
  link_ = Link::down;
  events_.clear();
  unanswered_.clear();
}

void BrokerModel::lose_link(at::Time now, std::string_view reason) {
  const at::Attempt lost = attempt_;
  cut();
  schedule(now, at::MqttClosed{lost, std::string(reason)});
}

void BrokerModel::close(at::Time now) {
  if (link_ == Link::awaiting_connack) {
    const at::Attempt lost = attempt_;
    cut();
    schedule(now, at::MqttOpenFailed{lost, at::MqttOpenFailed::Cause::refused, "the broker closed the connection"});
  } else if (link_ == Link::open || link_ == Link::closing) {
    lose_link(now, "the broker closed the connection");
  }
}

void BrokerModel::publish(at::Time now, const BrokerPublishes& message) {
  if (link_ == Link::open) schedule(now, at::MqttReceived{attempt_, message.topic, message.payload, message.qos});
}

void BrokerModel::send(at::Time now, const Packet& packet) {
  const auto [attempt, operation] = std::visit([](const auto& p) { return std::pair(p.attempt, p.operation); }, packet);
  if (attempt != attempt_ || link_ != Link::open) return;
  if (settings_["write_fail"] == 1) return fail_write(now, operation);
  schedule(now, at::MqttSent{attempt_, operation});
  unanswered_.insert_or_assign(operation, packet);
  std::visit(
      [&](const auto& p) {
        note(p);
        answer(now, p);
      },
      packet);
}

void BrokerModel::note(const at::MqttPublish& packet) {
  calls_.push_back(publish_call(packet.topic, packet.payload.size(), packet.qos, packet.retain));
  calls_.push_back(payload_call(packet.payload));
}

void BrokerModel::note(const at::MqttSubscribe& packet) { calls_.push_back(subscribe_call(packet.topic, packet.qos)); }

void BrokerModel::note(const at::MqttUnsubscribe& packet) { calls_.push_back(unsubscribe_call(packet.topic)); }

void BrokerModel::fail_write(at::Time now, at::Operation operation) {
  const at::Attempt lost = attempt_;
  cut();
  schedule(now, at::MqttWriteFailed{lost, operation});
  schedule(now, at::MqttClosed{lost, "a write failed"});
}

void BrokerModel::retransmit(at::Time now, at::Operation operation) {
  const auto packet = unanswered_.find(operation);
  if (packet == unanswered_.end() || link_ != Link::open) return;
  if (settings_["write_fail"] == 1) return fail_write(now, operation);
  std::visit([&](const auto& p) { answer(now, p); }, Packet(packet->second));
}

void BrokerModel::ping(at::Time now) {
  if (link_ != Link::open) return;
  if (settings_["write_fail"] == 1) return lose_link(now, "PINGREQ could not be written");
  if (settings_["silent"] == 0 && settings_["pingresp"] == 1) schedule(now + answer_time, at::MqttPong{attempt_});
}

void BrokerModel::answer(at::Time now, const at::MqttPublish& packet) {
  if (settings_["silent"] == 1) return;
  const bool acknowledges = packet.qos == 1 ? settings_["puback"] == 1 : packet.qos == 2 && settings_["pubcomp"] == 1;
  if (packet.qos != 1 || acknowledges) unanswered_.erase(packet.operation);  // nothing is sent again after PUBREC
  // At QoS 2 the broker answers twice: with PUBREC, and with PUBCOMP to the PUBREL that follows at once.
  if (packet.qos == 2) schedule(now + answer_time, at::MqttReceivedByBroker{attempt_, packet.operation});
  if (acknowledges) schedule(now + packet.qos * answer_time, at::MqttAcknowledged{attempt_, packet.operation});
  loop(now, packet);
}

void BrokerModel::loop(at::Time now, const at::MqttPublish& packet) {
  if (settings_["loop"] == 0) return;
  const auto subscription =
      std::find_if(subscriptions_.begin(), subscriptions_.end(), [&](const auto& entry) { return covers(entry.first, packet.topic); });
  if (subscription == subscriptions_.end()) return;
  const int qos = std::min(packet.qos, subscription->second);
  schedule(now + answer_time, at::MqttReceived{attempt_, packet.topic, packet.payload, qos});
}

void BrokerModel::answer(at::Time now, const at::MqttSubscribe& packet) {
  if (settings_["silent"] == 1 || settings_["suback"] == 0) return;
  const int granted = settings_["grant"] == as_requested ? packet.qos : settings_["grant"];
  const bool refused = granted == refusing_grant;
  if (!refused) subscriptions_.insert_or_assign(packet.topic, granted);
  unanswered_.erase(packet.operation);
  schedule(now + answer_time, at::MqttAcknowledged{attempt_, packet.operation, refused});
}

void BrokerModel::answer(at::Time now, const at::MqttUnsubscribe& packet) {
  if (settings_["silent"] == 1 || settings_["unsuback"] == 0) return;
  subscriptions_.erase(packet.topic);
  unanswered_.erase(packet.operation);
  schedule(now + answer_time, at::MqttAcknowledged{attempt_, packet.operation});
}

}  // namespace espat::conformance
