#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include "net/link.hpp"

namespace espat::net {

/// When what goes over one direction of a link arrives: in order, each piece `delay` after it was sent, and later where a fault of the link
/// wants it.
class LinkSchedule {
 public:
  using Clock = std::chrono::steady_clock;

  LinkSchedule(std::shared_ptr<const Link> link, std::chrono::microseconds delay) : link_(std::move(link)), delay_(delay) {}

  /// Whether what is sent now arrives at once, when nothing else is on its way.
  bool is_at_once() const { return delay_.count() == 0 && !link_->slows() && !link_->swallows(); }

  /// Whether what is due does not arrive.
  bool stands_still() const { return link_->swallows(); }

  /// How many bytes go as one piece, so that data flows evenly where the bandwidth is limited.
  std::size_t piece_size() const;

  /// When the next piece arrives.
  Clock::time_point due(Clock::time_point sent, std::size_t size);

  /// The faults of the link have changed; what is on its way is scheduled again, from the first piece on.
  void restart() { free_at_ = last_due_ = {}; }

 private:
  std::shared_ptr<const Link> link_;
  const std::chrono::microseconds delay_;
  Clock::time_point free_at_;  ///< when a link of limited bandwidth has taken all pieces
  Clock::time_point last_due_;
};

}  // namespace espat::net
