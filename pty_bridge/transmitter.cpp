#include "pty_bridge/transmitter.hpp"

#include <algorithm>
#include <utility>

namespace espat::uart {
namespace {

/// Slower ticks would delay a host that waits for each byte, faster ones cost processor time for nothing.
constexpr std::chrono::nanoseconds tick = std::chrono::milliseconds(1);

}  // namespace

Transmitter::Transmitter(boost::asio::io_context& io, std::function<void(std::string_view)> leave, Timing timing,
                         std::function<std::chrono::nanoseconds()> byte_time, std::function<void()> progressed)
    : leave_(std::move(leave)),
      timing_(timing),
      byte_time_(std::move(byte_time)),
      progressed_(std::move(progressed)),
      deadline_(io, [this] {
        send_due();
        progressed_();
      }) {}

void Transmitter::write(std::string_view bytes) {
  if (bytes.empty()) return;
  if (timing_ == Timing::instant && holds_ == 0) return leave_(bytes);
  const bool line_was_idle = queue_.empty();
  queue_.append(bytes);
  if (holds_ > 0 || !line_was_idle) return;
  line_free_ = std::max(line_free_, Clock::now());
  await_next();
}

void Transmitter::after_written(std::function<void()> action) {
  if (queue_.empty()) return action();
  marks_.push_back({sent_ + queue_.size(), std::move(action)});
}

void Transmitter::hold() {
  ++holds_;
  deadline_.cancel();
}

void Transmitter::release() {
  if (--holds_ > 0 || queue_.empty()) return;
  line_free_ = std::max(line_free_, Clock::now());
  send_due();
}

void Transmitter::send_due() {
  while (!queue_.empty()) {
    // Bytes behind a mark may leave at another speed.
    const std::size_t limit = marks_.empty() ? queue_.size() : static_cast<std::size_t>(marks_.front().position - sent_);
    const std::size_t count = due(limit);
    if (count > 0) leave_(queue_.front(count));
    queue_.remove(count);
    sent_ += count;
    if (count < limit) return await_next();
    while (!marks_.empty() && marks_.front().position == sent_) {
      const auto action = std::move(marks_.front().action);
      marks_.pop_front();
      action();
    }
  }
}

// How many of the first bytes have been sent to their last bit. Counted from an absolute time, so that late ticks leave no gap.
std::size_t Transmitter::due(std::size_t limit) {
  if (timing_ == Timing::instant) return limit;
  const auto each = byte_time_();
  const auto elapsed = Clock::now() - line_free_;
  const auto count = std::min<std::size_t>(limit, static_cast<std::size_t>(elapsed / each));
  line_free_ += each * static_cast<std::int64_t>(count);
  return count;
}

void Transmitter::await_next() {
  const auto each = byte_time_();
  const auto burst = std::clamp<std::int64_t>(tick / each, 1, static_cast<std::int64_t>(queue_.size()));
  deadline_.set(line_free_ + each * burst);
}

}  // namespace espat::uart
