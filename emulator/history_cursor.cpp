#include "emulator/history_cursor.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace espat::emulator {

using scenarios::Direction;

std::optional<HistoryCursor::Seen> HistoryCursor::next(std::chrono::microseconds until) {
  if (at_ < history_.begin()) {
    at_ = history_.begin();
    offset_ = 0;
  }
  for (; at_ < history_.end(); ++at_) {
    const Happening& happening = history_[at_];
    if (happening.time > until) return std::nullopt;
    if (const auto* changed = std::get_if<MqttStateChanged>(&happening.what)) {
      ++at_;
      mqtt_state_ = changed->state;
      return Seen{happening.time, scenarios::MqttStateReached{mqtt_state_}};
    }
    const auto* passed = std::get_if<UartPassed>(&happening.what);
    if (passed == nullptr || passed->direction == uart::Transcript::Direction::log) continue;
    if (offset_ == passed->bytes.size()) {
      offset_ = 0;
      continue;
    }
    const char next = passed->bytes[offset_++];
    const bool from_host = passed->direction == uart::Transcript::Direction::host;
    return Seen{happening.time, from_host ? byte(host_, Direction::to_device, next) : byte(device_, Direction::to_host, next)};
  }
  return std::nullopt;
}

scenarios::ByteSent HistoryCursor::byte(Side& side, Direction direction, char byte) {
  ++side.bytes;
  if (byte != '\n') {
    side.line += byte;
    return {direction, byte, side.bytes, std::nullopt};
  }
  if (side.line.ends_with('\r')) side.line.pop_back();
  side.ended = std::exchange(side.line, {});
  return {direction, byte, side.bytes, side.ended};
}

void HistoryCursor::skip_all() {
  while (next(std::chrono::microseconds::max())) {
  }
  host_.line.clear();
  device_.line.clear();
}

void HistoryCursor::go_to_beginning() {
  at_ = history_.begin();
  offset_ = 0;
  host_ = device_ = {};
  mqtt_state_ = at::MqttState::uninitialised;
}

}  // namespace espat::emulator
