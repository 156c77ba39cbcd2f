#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/mqtt/mqtt_rules.hpp"
#include "at_engine/mqtt/outbox.hpp"
#include "at_engine/output.hpp"

namespace espat::at {

/// The MQTT client library of the firmware: one task that connects, polls the link every second, keeps what is unacknowledged in an outbox,
/// pings, and waits between attempts (mqtt.md 4, 5, 10.1). It speaks to the network with the effects and inputs of mqtt_link.hpp.
///
/// The task holds the client's lock while an attempt runs, so that a call made meanwhile returns only after the attempt has ended.
class FirmwareClient final : public MqttClient {
 public:
  /// `now` is the engine's time of the moment; `is_online` tells whether the station has an address; `unix_time` is the module's clock.
  FirmwareClient(const MqttRules& rules, Duration timer_slack, Duration round_trip, const Time& now, Output& out, MqttListener& listener,
                 std::function<bool()> is_online, std::function<std::int64_t()> unix_time);

  bool start(const MqttClientConfig& config) override;
  void publish(std::string_view topic, std::string_view payload, int qos, bool retain) override;
  void subscribe(std::string_view topic, int qos) override;
  void unsubscribe(std::string_view topic) override;
  void destroy() override;
  std::optional<int> take_returned() override;
  void link_down() override;
  void power_off() override;
  std::optional<Time> next_deadline() const override;
  void advance(Time now) override;

  // What the network reports.
  void handle(const MqttTransportOpened& event);
  void handle(const MqttOpened& event);
  void handle(const MqttOpenFailed& event);
  void handle(const MqttClosed& event);
  void handle(const MqttSent& event);
  void handle(const MqttWriteFailed& event);
  void handle(const MqttReceivedByBroker& event);
  void handle(const MqttAcknowledged& event);
  void handle(const MqttReceived& event);
  void handle(const MqttPong& event);

 private:
  enum class Phase {
    stopped,           ///< the task does not run
    opening,           ///< name, TCP, TLS, WebSocket
    awaiting_connack,  ///< CONNECT is sent
    connected,         ///< polls the link
    waiting,           ///< between attempts
  };

  bool holds_lock() const { return phase_ == Phase::opening || phase_ == Phase::awaiting_connack; }
  bool is_current(Attempt attempt) const { return attempt == attempt_ && phase_ != Phase::stopped; }

  void begin_attempt();
  void attempt_failed(bool raises_error);
  void link_lost(bool raises_error);
  void fail_call();
  void release_lock();
  void end_task();
  void look_whether_to_connect();
  void poll();
  void forget_expired();
  void retransmit();
  void keep_alive();
  void begin_segment();
  bool is_lost_in_read(std::size_t packet_size);
  void deliver(const MqttReceived& message);
  void raise(MqttEvent::Kind kind, int message_id = 0, bool refused = false);
  void await_sent(Operation operation, int result);
  void call(Outbox::Entry& entry);
  void send(Outbox::Entry& entry);
  void wrote();

  const MqttRules& rules_;
  const Duration slack_;
  const Duration round_trip_;
  const Time& now_;
  Output& out_;
  MqttListener& listener_;
  std::function<bool()> is_online_;
  std::function<std::int64_t()> unix_time_;

  MqttClientConfig config_;
  Phase phase_ = Phase::stopped;
  Attempt attempt_ = 0;
  Outbox outbox_;

  Time wake_{};  ///< the end of the phase's present wait
  Time waiting_since_{};
  Time alive_since_{};  ///< what the next PINGREQ and the deadline of its answer count from
  bool awaits_pong_ = false;
  bool poll_fails_ = false;            ///< a write has failed; the poll notices at its next wake-up
  Time segment_acknowledged_{};        ///< when the broker's TCP sends what it gathers behind its last segment
  std::size_t read_offset_ = 0;        ///< how much that fills of one read
  std::optional<Time> retransmitted_;  ///< when the outbox was last looked at for retransmission

  bool raising_ = false;  ///< calls made by the listener come from the client's own task, and return at once
  bool stop_requested_ = false;
  std::function<void()> call_behind_lock_;
  std::optional<Operation> call_in_progress_;
  int result_when_sent_ = 0;
  std::optional<int> returned_;
};

}  // namespace espat::at
