#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "pty_bridge/byte_queue.hpp"
#include "pty_bridge/byte_time.hpp"
#include "pty_bridge/deadline.hpp"
#include "pty_bridge/timing.hpp"

namespace espat::uart {

/// The way from the host to the firmware: makes chunks of what the host sends (at-core.md 1.1).
///
/// `real`: bytes arrive at the line rate; a chunk is complete when the FIFO threshold is reached or after a pause of 10 symbol times.
/// `instant`: what came in one piece is one chunk, split at the threshold.
class Receiver {
 public:
  /// `byte_time` tells how long one byte takes now; `deliver` gets each chunk, never empty.
  Receiver(boost::asio::io_context& io, Timing timing, std::size_t chunk_threshold, std::function<std::chrono::nanoseconds()> byte_time,
           std::function<void(std::string)> deliver);

  /// What the host sent, in one piece.
  void receive(std::string_view bytes);

  /// Loses what has not been delivered.
  void discard();

  /// Bytes that have not been delivered.
  std::size_t waiting() const { return waiting_.size(); }

 private:
  Clock::time_point arrival(std::size_t count) const;
  Clock::time_point next_chunk_time() const;
  void deliver_due();
  void deliver_next();

  Timing timing_;
  std::size_t chunk_threshold_;
  std::function<std::chrono::nanoseconds()> byte_time_;
  std::function<void(std::string)> deliver_;
  Deadline deadline_;
  ByteQueue waiting_;
  std::chrono::nanoseconds symbol_{};  // byte time of the latest bytes
  Clock::time_point line_end_{};       // when the last waiting byte has arrived
};

}  // namespace espat::uart
