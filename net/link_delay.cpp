#include "net/link_delay.hpp"

namespace espat::net {

void LinkDelay::Line::pass(std::size_t size, Arrival arrival) {
  if (items_.empty() && schedule_.is_at_once()) return arrival();
  const auto now = std::chrono::steady_clock::now();
  held_ += size;
  items_.push_back({now, schedule_.due(now, size), size, std::move(arrival)});
  if (items_.size() == 1) wait();
}

void LinkDelay::Line::link_changed() {
  schedule_.restart();
  for (Item& item : items_) item.due = schedule_.due(item.sent, item.size);
  if (!items_.empty()) wait();
}

void LinkDelay::Line::clear() {
  items_.clear();
  held_ = 0;
  timer_.cancel();
}

void LinkDelay::Line::wait() {
  timer_.expires_at(items_.front().due);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->deliver();
  });
}

void LinkDelay::Line::deliver() {
  if (schedule_.stands_still()) return;
  while (!items_.empty() && items_.front().due <= std::chrono::steady_clock::now()) {
    const Arrival arrival = std::move(items_.front().arrival);
    held_ -= items_.front().size;
    items_.pop_front();
    arrival();
  }
  if (!items_.empty()) wait();
}

}  // namespace espat::net
