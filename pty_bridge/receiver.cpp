#include "pty_bridge/receiver.hpp"

#include <algorithm>
#include <utility>

namespace espat::uart {
namespace {

/// The pause after which the UART hands over what it has, in symbols (at-core.md 1.1).
constexpr int pause_symbols = 10;

}  // namespace

Receiver::Receiver(boost::asio::io_context& io, Timing timing, std::size_t chunk_threshold,
                   std::function<std::chrono::nanoseconds()> byte_time, std::function<void(std::string)> deliver)
    : timing_(timing),
      chunk_threshold_(chunk_threshold),
      byte_time_(std::move(byte_time)),
      deliver_(std::move(deliver)),
      deadline_(io, [this] { deliver_due(); }) {}

void Receiver::receive(std::string_view bytes) {
  if (timing_ == Timing::instant) {
    waiting_.append(bytes);
    while (!waiting_.empty()) deliver_next();
    return;
  }
  deliver_due();  // a pause may have ended just now
  symbol_ = byte_time_();
  waiting_.append(bytes);
  line_end_ = std::max(line_end_, Clock::now()) + symbol_ * static_cast<std::int64_t>(bytes.size());
  deadline_.set(next_chunk_time());
}

void Receiver::discard() {
  waiting_.clear();
  deadline_.cancel();
}

Clock::time_point Receiver::arrival(std::size_t count) const {
  return line_end_ - symbol_ * static_cast<std::int64_t>(waiting_.size() - count);
}

Clock::time_point Receiver::next_chunk_time() const {
  if (waiting_.size() >= chunk_threshold_) return arrival(chunk_threshold_);
  return line_end_ + pause_symbols * symbol_;
}

void Receiver::deliver_due() {
  while (!waiting_.empty() && Clock::now() >= next_chunk_time()) deliver_next();
  if (!waiting_.empty()) deadline_.set(next_chunk_time());
}

void Receiver::deliver_next() { deliver_(waiting_.take(std::min(waiting_.size(), chunk_threshold_))); }

}  // namespace espat::uart
