#pragma once

#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/mqtt_link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What the MQTT client has sent, or is to send, and what the broker has not acknowledged yet (mqtt.md 5.1).
class Outbox {
 public:
  using Packet = std::variant<MqttPublish, MqttSubscribe, MqttUnsubscribe>;

  struct Entry {
    Operation operation = 0;
    int message_id = 0;
    MqttEvent::Kind acknowledged_by = MqttEvent::Kind::published;
    Time since{};
    Attempt sent_in = 0;              ///< the connection that it was sent in last; 0: none yet
    bool is_with_the_broker = false;  ///< PUBREC has come
    Packet packet;
  };

  /// The number of a packet that nobody acknowledges.
  Operation next_operation() { return ++last_operation_; }
  /// Gives the packet its numbers.
  Entry& add(Time now, MqttEvent::Kind acknowledged_by, Packet packet);

  /// Null when there is none, or not any more.
  Entry* find(Operation operation);
  std::optional<Entry> take(Operation operation);
  /// Removes what is older than `age`, and returns the message ids.
  std::vector<int> take_older_than(Duration age, Time now);
  void clear() { entries_.clear(); }
  /// Message ids count from 1 again, as for a new client.
  void restart_message_ids() { last_message_id_ = 0; }

  /// The first that was never sent; null when there is none.
  Entry* first_unsent();
  /// The first that the broker may not have received; null when there is none.
  Entry* first_unreceived();

 private:
  template <typename Condition>
  Entry* first(Condition condition);

  Operation last_operation_ = 0;
  int last_message_id_ = 0;
  std::deque<Entry> entries_;
};

}  // namespace espat::at
