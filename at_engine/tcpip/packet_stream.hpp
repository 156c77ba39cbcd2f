#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "at_engine/time.hpp"

namespace espat::at {

/// Cuts what the host writes without an end in sight into packets: full ones at once, the rest after a pause
/// (device-commands.md 8.2-3, 8.2-7).
class PacketStream {
 public:
  using Send = std::function<void(std::string packet)>;

  void begin(std::size_t packet_size, Duration pause, Send send) {
    packet_size_ = packet_size;
    pause_ = pause;
    send_ = std::move(send);
    end();
  }
  /// What was not sent is lost.
  void end() {
    pending_.clear();
    due_.reset();
  }

  /// More bytes; after the last of all, a rest that fits a packet does not wait.
  void append(std::string_view bytes, Time now, bool are_last = false) {
    pending_ += bytes;
    if (are_last && pending_.size() <= packet_size_) return send_rest();
    while (pending_.size() >= packet_size_) send(packet_size_);
    due_ = pending_.empty() ? std::nullopt : std::optional(now + pause_);
  }
  std::string_view pending() const { return pending_; }

  std::optional<Time> next_deadline() const { return due_; }
  void advance(Time now) {
    if (due_ && now >= *due_) send_rest();
  }

 private:
  void send_rest() {
    due_.reset();
    send(pending_.size());
  }
  void send(std::size_t count) {
    std::string packet = pending_.substr(0, count);
    pending_.erase(0, count);
    send_(std::move(packet));
  }

  std::size_t packet_size_ = 1;
  Duration pause_{0};
  Send send_;
  std::string pending_;
  std::optional<Time> due_;
};

}  // namespace espat::at
