#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "net/asio.hpp"
#include "net/link_schedule.hpp"

namespace espat::net {

/// One direction of the Wi-Fi link of one connection: what is handed over arrives later, in order; at once when nothing delays it.
class LinkDelay {
 public:
  using Arrival = std::function<void()>;

  LinkDelay(asio::io_context& io, std::shared_ptr<const Link> link, std::chrono::microseconds delay)
      : line_(std::make_shared<Line>(io, LinkSchedule(std::move(link), delay))) {}
  ~LinkDelay() { clear(); }
  LinkDelay(const LinkDelay&) = delete;
  LinkDelay& operator=(const LinkDelay&) = delete;

  /// `size` is that of the bytes; 0 for what only says something. `arrival` may destroy this object.
  void pass(std::size_t size, Arrival arrival) { line_->pass(size, std::move(arrival)); }

  void pass(Arrival arrival) { pass(0, std::move(arrival)); }

  /// Bytes on their way.
  std::size_t held() const { return line_->held(); }

  /// See LinkSchedule.
  std::size_t piece_size() const { return line_->piece_size(); }

  /// The faults of the link have changed: what they held back goes on.
  void link_changed() { line_->link_changed(); }

  /// What is on its way is lost.
  void clear() { line_->clear(); }

 private:
  struct Item {
    std::chrono::steady_clock::time_point sent;
    std::chrono::steady_clock::time_point due;
    std::size_t size;
    Arrival arrival;
  };

  class Line : public std::enable_shared_from_this<Line> {
   public:
    Line(asio::io_context& io, LinkSchedule schedule) : schedule_(std::move(schedule)), timer_(io) {}
    void pass(std::size_t size, Arrival arrival);
    std::size_t held() const { return held_; }
    std::size_t piece_size() const { return schedule_.piece_size(); }
    void link_changed();
    void clear();

   private:
    void wait();
    void deliver();

    LinkSchedule schedule_;
    asio::steady_timer timer_;
    std::deque<Item> items_;
    std::size_t held_ = 0;
  };

  std::shared_ptr<Line> line_;
};

}  // namespace espat::net
