#include "at_engine/mqtt/firmware_client.hpp"

#include <algorithm>
#include <utility>

#include "at_engine/mqtt/packet_size.hpp"

namespace espat::at {
namespace {

constexpr Duration poll_interval{1'000};  ///< the task wakes at least this often while connected
constexpr int failed = -1;

}  // namespace

FirmwareClient::FirmwareClient(const MqttRules& rules, Duration timer_slack, Duration round_trip, const Time& now, Output& out,
                               MqttListener& listener, std::function<bool()> is_online, std::function<std::int64_t()> unix_time)
    : rules_(rules),
      slack_(timer_slack),
      round_trip_(round_trip),
      now_(now),
      out_(out),
      listener_(listener),
      is_online_(std::move(is_online)),
      unix_time_(std::move(unix_time)) {}

bool FirmwareClient::start(const MqttClientConfig& config) {
  if (config.endpoint.host.empty()) return false;
  config_ = config;
  outbox_.restart_message_ids();
  outbox_.clear();  // what a destroyed client had queued is gone with it
  begin_attempt();
  return true;
}

void FirmwareClient::begin_attempt() {
  phase_ = Phase::opening;
  ++attempt_;
  wake_ = now_ + rules_.network_timeout + slack_;
  raise(MqttEvent::Kind::before_connect);
  if (!is_online_()) {
    out_.note(Note::Level::info, "MQTT: no connection attempt possible, the station has no address");
    attempt_failed(rules_.failure_raises_error);
    return;
  }
  MqttOpen open{attempt_, config_.endpoint, config_.session};
  if (open.session.tls.valid_at) open.session.tls.valid_at = unix_time_();  // a reconnection comes when time has passed
  out_.emit(open);
}

void FirmwareClient::handle(const MqttTransportOpened& event) {
  if (!is_current(event.attempt) || phase_ != Phase::opening) return;
  if (rules_.client_id_is_required && config_.session.client_id.empty()) {
    out_.note(Note::Level::info, "MQTT: the client id is empty, so that CONNECT cannot be built (mqtt.md 4)");
    out_.emit(MqttClose{attempt_, false});
    if (rules_.missing_client_id_is_noticed) {
      attempt_failed(rules_.failure_raises_error);
      return;
    }
  }
  phase_ = Phase::awaiting_connack;
  wake_ = now_ + rules_.network_timeout + slack_;
}

void FirmwareClient::handle(const MqttOpened& event) {
  if (!is_current(event.attempt) || !holds_lock()) return;
  phase_ = Phase::connected;
  begin_segment();
  alive_since_ = now_;
  awaits_pong_ = false;
  poll_fails_ = false;
  raise(MqttEvent::Kind::connected);
  wake_ = now_ + poll_interval + slack_;
  release_lock();
}

void FirmwareClient::handle(const MqttOpenFailed& event) {
  if (!is_current(event.attempt) || !holds_lock()) return;
  out_.note(Note::Level::info, "MQTT: " + event.reason);
  attempt_failed(rules_.failure_raises_error);
}

void FirmwareClient::attempt_failed(bool raises_error) {
  link_lost(raises_error);
  release_lock();
}

void FirmwareClient::link_lost(bool raises_error) {
  phase_ = Phase::waiting;
  waiting_since_ = now_;
  wake_ = now_ + rules_.reconnect_wait / 2 + slack_;
  fail_call();
  if (raises_error) raise(MqttEvent::Kind::error);
  raise(MqttEvent::Kind::disconnected);
  if (rules_.task_ends_without_reconnect && !config_.reconnect) end_task();
}

void FirmwareClient::fail_call() {
  if (std::exchange(call_in_progress_, std::nullopt)) returned_ = failed;
}

void FirmwareClient::release_lock() {
  if (call_behind_lock_) std::exchange(call_behind_lock_, nullptr)();
}

void FirmwareClient::end_task() {
  phase_ = Phase::stopped;
  poll_fails_ = false;
  retransmitted_.reset();
  outbox_.clear();
  if (std::exchange(stop_requested_, false)) returned_ = 0;
}

void FirmwareClient::destroy() {
  switch (phase_) {
    case Phase::stopped:
      returned_ = 0;
      return;
    case Phase::opening:
    case Phase::awaiting_connack:
      call_behind_lock_ = [this] { destroy(); };
      return;
    case Phase::connected:
      if (rules_.stopping_disconnects) out_.emit(MqttClose{attempt_, true});
      break;
    case Phase::waiting:
      break;
  }
  stop_requested_ = true;  // the task sees it at its next wake-up
}

void FirmwareClient::link_down() {
  if (!holds_lock() && phase_ != Phase::connected) return;
  out_.emit(MqttClose{attempt_, false});
  attempt_failed(rules_.failure_raises_error);
}

void FirmwareClient::power_off() {
  if (holds_lock() || phase_ == Phase::connected) out_.emit(MqttClose{attempt_, false});
  stop_requested_ = false;
  call_behind_lock_ = nullptr;
  call_in_progress_.reset();
  end_task();
  returned_.reset();
}

std::optional<int> FirmwareClient::take_returned() { return std::exchange(returned_, std::nullopt); }

void FirmwareClient::send(Outbox::Entry& entry) {
  if (std::exchange(entry.sent_in, attempt_) == attempt_) {
    out_.emit(MqttRetransmit{attempt_, entry.operation});
  } else {
    std::visit(
        [&](auto& packet) {
          packet.attempt = attempt_;
          packet.operation = entry.operation;
          out_.emit(packet);
        },
        entry.packet);
  }
  wrote();
}

void FirmwareClient::wrote() {
  if (rules_.writing_postpones_ping) alive_since_ = now_;
}

void FirmwareClient::publish(std::string_view topic, std::string_view payload, int qos, bool retain) {
  if (holds_lock()) {
    call_behind_lock_ = [this, topic = std::string(topic), payload = std::string(payload), qos, retain] {
      publish(topic, payload, qos, retain);
    };
    return;
  }
  MqttPublish packet{attempt_, 0, std::string(topic), std::string(payload), qos, retain};
  const bool connected = phase_ == Phase::connected;
  if (topic.empty() || (rules_.packets_have_to_fit && buffered_size(packet) > rules_.buffer_size)) {
    returned_ = failed;
  } else if (qos > 0 && (connected || rules_.offline_publish_is_queued)) {
    Outbox::Entry& entry = outbox_.add(now_, MqttEvent::Kind::published, std::move(packet));
    if (connected) {
      call(entry);
    } else {
      returned_ = entry.message_id;  // it stays in the outbox until there is a link
    }
  } else if (connected) {
    packet.operation = outbox_.next_operation();
    out_.emit(packet);
    wrote();
    await_sent(packet.operation, 0);
  } else {
    returned_ = qos == 0 && rules_.offline_publish_succeeds ? 0 : failed;
  }
}

void FirmwareClient::subscribe(std::string_view topic, int qos) {
  if (holds_lock() && !raising_) {
    call_behind_lock_ = [this, topic = std::string(topic), qos] { subscribe(topic, qos); };
  } else if (phase_ != Phase::connected || topic.empty()) {
    returned_ = failed;
  } else {
    call(outbox_.add(now_, MqttEvent::Kind::subscribed, MqttSubscribe{attempt_, 0, std::string(topic), qos}));
  }
}

void FirmwareClient::unsubscribe(std::string_view topic) {
  if (holds_lock()) {
    call_behind_lock_ = [this, topic = std::string(topic)] { unsubscribe(topic); };
  } else if (phase_ != Phase::connected || topic.empty()) {
    returned_ = failed;
  } else {
    call(outbox_.add(now_, MqttEvent::Kind::unsubscribed, MqttUnsubscribe{attempt_, 0, std::string(topic)}));
  }
}

void FirmwareClient::call(Outbox::Entry& entry) {
  send(entry);
  await_sent(entry.operation, entry.message_id);
}

void FirmwareClient::handle(const MqttSent& event) {
  if (!is_current(event.attempt) || call_in_progress_ != event.operation) return;
  call_in_progress_.reset();
  returned_ = result_when_sent_;
}

void FirmwareClient::handle(const MqttWriteFailed& event) {
  if (!is_current(event.attempt) || phase_ != Phase::connected) return;
  const Time next_poll = wake_;
  outbox_.take(event.operation);
  if (rules_.failed_write_disconnects) {
    link_lost(true);
  } else {
    fail_call();
  }
  if (rules_.failed_write_disconnects && !rules_.poll_notices_failed_write) return;
  phase_ = Phase::waiting;
  poll_fails_ = true;
  wake_ = next_poll;
}

void FirmwareClient::handle(const MqttClosed& event) {
  if (!is_current(event.attempt)) return;
  if (stop_requested_ && phase_ == Phase::connected) {
    end_task();
    return;
  }
  if (phase_ != Phase::connected) return;
  out_.note(Note::Level::info, "MQTT: connection lost, " + event.reason);
  link_lost(rules_.failure_raises_error);
}

void FirmwareClient::handle(const MqttReceivedByBroker& event) {
  if (!is_current(event.attempt)) return;
  if (Outbox::Entry* entry = outbox_.find(event.operation)) entry->is_with_the_broker = true;
  poll();
}

void FirmwareClient::handle(const MqttAcknowledged& event) {
  if (!is_current(event.attempt) || is_lost_in_read(acknowledgement_size)) return;
  if (const auto entry = outbox_.take(event.operation)) raise(entry->acknowledged_by, entry->message_id, event.refused);
  poll();
}

void FirmwareClient::handle(const MqttReceived& event) {
  if (!is_current(event.attempt) || phase_ != Phase::connected) return;
  if (is_lost_in_read(publish_header_size(event) + event.payload.size())) return;
  if (event.qos > 0) wrote();  // the acknowledgement
  deliver(event);
  poll();
}

void FirmwareClient::handle(const MqttPong& event) {
  if (!is_current(event.attempt) || phase_ != Phase::connected) return;
  awaits_pong_ = false;
  poll();
}

void FirmwareClient::begin_segment() {
  segment_acknowledged_ = now_ + round_trip_;
  read_offset_ = 0;
}

/// One segment of the broker's TCP is one read, as far as the buffer holds it (mqtt.md 5.4). A packet leaves in a segment of its own when
/// none is under way; behind one the broker's TCP gathers what follows until that is acknowledged.
bool FirmwareClient::is_lost_in_read(std::size_t packet_size) {
  if (!rules_.reads_lose_packets) return false;
  if (now_ >= segment_acknowledged_) {
    begin_segment();
    return false;
  }
  const bool is_first = read_offset_ == 0;
  read_offset_ = (read_offset_ + packet_size) % rules_.buffer_size;
  if (!is_first) out_.note(Note::Level::info, "MQTT: a packet that came in the same read as another one is lost (mqtt.md 5.4)");
  return !is_first;
}

void FirmwareClient::deliver(const MqttReceived& message) {
  const std::string_view payload = message.payload;
  const std::size_t room = rules_.buffer_size - std::min(rules_.buffer_size, publish_header_size(message));
  const std::size_t first = std::min(payload.size(), room);
  listener_.on_mqtt_event({.kind = MqttEvent::Kind::data, .topic = message.topic, .payload = payload.substr(0, first)});
  for (std::size_t offset = first; offset < payload.size(); offset += rules_.buffer_size) {
    listener_.on_mqtt_event({.kind = MqttEvent::Kind::data, .topic = {}, .payload = payload.substr(offset, rules_.buffer_size)});
  }
}

void FirmwareClient::raise(MqttEvent::Kind kind, int message_id, bool refused) {
  const bool outer = std::exchange(raising_, true);
  listener_.on_mqtt_event({.kind = kind, .message_id = message_id, .refused = refused, .topic = {}, .payload = {}});
  raising_ = outer;
}

/// A packet has been handed to the network; the call returns when it is on its way.
void FirmwareClient::await_sent(Operation operation, int result) {
  if (raising_) {
    returned_ = result;
  } else {
    call_in_progress_ = operation;
    result_when_sent_ = result;
  }
}

std::optional<Time> FirmwareClient::next_deadline() const {
  if (phase_ == Phase::stopped) return std::nullopt;
  return wake_;
}

void FirmwareClient::advance(Time now) {
  if (phase_ == Phase::stopped || now < wake_) return;
  switch (phase_) {
    case Phase::opening:
      out_.note(Note::Level::info, "MQTT: no connection within the network timeout");
      out_.emit(MqttClose{attempt_, false});
      attempt_failed(rules_.failure_raises_error);
      break;
    case Phase::awaiting_connack:
      out_.note(Note::Level::info, "MQTT: the broker sent no CONNACK within the network timeout");
      out_.emit(MqttClose{attempt_, false});
      attempt_failed(false);
      break;
    case Phase::connected:
      poll();
      break;
    case Phase::waiting:
      look_whether_to_connect();
      break;
    case Phase::stopped:
      break;
  }
}

void FirmwareClient::look_whether_to_connect() {
  if (stop_requested_) {
    end_task();
  } else if (std::exchange(poll_fails_, false)) {
    link_lost(false);
  } else if (config_.reconnect && now_ - waiting_since_ > rules_.reconnect_wait) {
    begin_attempt();
  } else {
    wake_ = now_ + rules_.reconnect_wait / 2 + slack_;
  }
}

void FirmwareClient::poll() {
  if (phase_ != Phase::connected) return;
  if (stop_requested_) {
    // DISCONNECT may still be on its way; only a broker that does not close is cut off.
    if (!rules_.stopping_disconnects || now_ >= wake_) out_.emit(MqttClose{attempt_, false});
    end_task();
    return;
  }
  forget_expired();
  retransmit();
  wake_ = now_ + poll_interval + slack_;
  keep_alive();
}

void FirmwareClient::forget_expired() {
  for (const int message_id : outbox_.take_older_than(rules_.give_up_after, now_)) {
    out_.note(Note::Level::info, "MQTT: no acknowledgement for 30 s, the client forgets the message");
    if (rules_.giving_up_is_reported) raise(MqttEvent::Kind::deleted, message_id);
  }
}

void FirmwareClient::retransmit() {
  if (Outbox::Entry* unsent = outbox_.first_unsent()) {
    send(*unsent);
    return;
  }
  if (!rules_.retransmit_interval) return;
  const Duration interval = *rules_.retransmit_interval;
  if (retransmitted_ && now_ - *retransmitted_ < interval) return;
  retransmitted_ = now_;
  Outbox::Entry* oldest = outbox_.first_unreceived();
  if (oldest != nullptr && now_ - oldest->since > interval) send(*oldest);
}

void FirmwareClient::keep_alive() {
  if (now_ - alive_since_ < std::chrono::duration_cast<Duration>(config_.session.keepalive) / 2) return;
  if (awaits_pong_) {
    out_.note(Note::Level::info, "MQTT: no PINGRESP within half a keepalive, the client gives the connection up");
    out_.emit(MqttClose{attempt_, false});
    link_lost(false);
    return;
  }
  alive_since_ = now_;
  awaits_pong_ = true;
  out_.emit(MqttPing{attempt_});
}

}  // namespace espat::at
