#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "pty_bridge/byte_time.hpp"

namespace espat::uart {

/// One point in time at which something is to be done. Safe to destroy at any time: the action does not run afterwards.
class Deadline {
 public:
  Deadline(boost::asio::io_context& io, std::function<void()> action)
      : timer_(io), action_(std::make_shared<std::function<void()>>(std::move(action))) {}

  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Replaces a time set before.
  void set(Clock::time_point time) {
    if (time_ == time) return;
    time_ = time;
    timer_.expires_at(time);
    // An expired timer's handler may already be queued when this object goes; it then finds no action.
    timer_.async_wait([action = std::weak_ptr(action_), round = ++round_, this](boost::system::error_code error) {
      const auto held = action.lock();
      if (error || !held || round != round_) return;
      time_.reset();
      (*held)();
    });
  }

  void cancel() {
    if (!std::exchange(time_, std::nullopt)) return;
    ++round_;
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  std::shared_ptr<std::function<void()>> action_;
  std::optional<Clock::time_point> time_;
  unsigned round_ = 0;  // an overtaken handler that was already queued does nothing
};

}  // namespace espat::uart
