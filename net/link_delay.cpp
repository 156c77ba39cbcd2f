#include "net/link_delay.hpp"

namespace espat::net {

void LinkDelay::Line::pass(Arrival arrival) {
  if (delay_.count() == 0) return arrival();
  items_.push_back({std::chrono::steady_clock::now() + delay_, std::move(arrival)});
  if (items_.size() == 1) wait();
}

void LinkDelay::Line::clear() {
  items_.clear();
  timer_.cancel();
}

void LinkDelay::Line::wait() {
  timer_.expires_at(items_.front().due);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->deliver();
  });
}

void LinkDelay::Line::deliver() {
  while (!items_.empty() && items_.front().due <= std::chrono::steady_clock::now()) {
    const Arrival arrival = std::move(items_.front().arrival);
    items_.pop_front();
    arrival();
  }
  if (!items_.empty()) wait();
}

}  // namespace espat::net
