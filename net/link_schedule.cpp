#include "net/link_schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace espat::net {

std::size_t LinkSchedule::piece_size() const {
  constexpr std::int64_t pieces_a_second = 50;
  const std::int64_t rate = link_->bandwidth();
  return rate == 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(std::max<std::int64_t>(rate / pieces_a_second, 1));
}

LinkSchedule::Clock::time_point LinkSchedule::due(Clock::time_point sent, std::size_t size) {
  if (const std::int64_t rate = link_->bandwidth(); rate > 0) {
    free_at_ = std::max(free_at_, sent) + std::chrono::microseconds(1'000'000 * static_cast<std::int64_t>(size) / rate);
    sent = free_at_;
  }
  return last_due_ = std::max(last_due_, sent + delay_ + link_->delay());
}

}  // namespace espat::net
