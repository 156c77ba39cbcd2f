#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>

#include "pty_bridge/byte_queue.hpp"
#include "pty_bridge/byte_time.hpp"
#include "pty_bridge/deadline.hpp"
#include "pty_bridge/timing.hpp"

namespace espat::uart {

/// The way from the firmware to the host: what it writes leaves at the line rate, without gaps, each byte when its last bit has been sent.
class Transmitter {
 public:
  /// `leave` takes what has been sent; `byte_time` tells how long one byte takes now; `progressed` is called after bytes have left by
  /// themselves.
  Transmitter(boost::asio::io_context& io, std::function<void(std::string_view)> leave, Timing timing,
              std::function<std::chrono::nanoseconds()> byte_time, std::function<void()> progressed);

  void write(std::string_view bytes);

  /// Runs the action once everything written before has left; at once when nothing waits.
  void after_written(std::function<void()> action);

  /// Bytes wait until each hold has been released.
  void hold();
  void release();

  /// Bytes that have not left yet.
  std::size_t queued() const { return queue_.size(); }

 private:
  struct Mark {
    std::uint64_t position;  // of all bytes ever written
    std::function<void()> action;
  };

  void send_due();
  std::size_t due(std::size_t limit);
  void await_next();

  std::function<void(std::string_view)> leave_;
  Timing timing_;
  std::function<std::chrono::nanoseconds()> byte_time_;
  std::function<void()> progressed_;
  Deadline deadline_;
  ByteQueue queue_;
  std::deque<Mark> marks_;
  std::uint64_t sent_ = 0;
  Clock::time_point line_free_{};  // when the last bit of what has left was sent
  int holds_ = 0;
};

}  // namespace espat::uart
