#include "at_engine/mqtt/outbox.hpp"

#include <algorithm>
#include <utility>

namespace espat::at {

Outbox::Entry& Outbox::add(Time now, MqttEvent::Kind acknowledged_by, Packet packet) {
  Entry entry;
  entry.operation = next_operation();
  entry.message_id = ++last_message_id_;
  entry.acknowledged_by = acknowledged_by;
  entry.since = now;
  entry.packet = std::move(packet);
  return entries_.emplace_back(std::move(entry));
}

template <typename Condition>
Outbox::Entry* Outbox::first(Condition condition) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), condition);
  return found == entries_.end() ? nullptr : &*found;
}

Outbox::Entry* Outbox::find(Operation operation) {
  return first([operation](const Entry& entry) { return entry.operation == operation; });
}

Outbox::Entry* Outbox::first_unsent() {
  return first([](const Entry& entry) { return entry.sent_in == 0; });
}

Outbox::Entry* Outbox::first_unreceived() {
  return first([](const Entry& entry) { return !entry.is_with_the_broker; });
}

std::optional<Outbox::Entry> Outbox::take(Operation operation) {
  const Entry* found = find(operation);
  if (found == nullptr) return std::nullopt;
  std::optional<Entry> entry = *found;
  std::erase_if(entries_, [operation](const Entry& other) { return other.operation == operation; });
  return entry;
}

std::vector<int> Outbox::take_older_than(Duration age, Time now) {
  std::vector<int> message_ids;
  std::erase_if(entries_, [&](const Entry& entry) {
    const bool is_old = now - entry.since > age;
    if (is_old) message_ids.push_back(entry.message_id);
    return is_old;
  });
  return message_ids;
}

}  // namespace espat::at
