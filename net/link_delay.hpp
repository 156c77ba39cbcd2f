#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>

#include "net/asio.hpp"

namespace espat::net {

/// One direction of the Wi-Fi link of one connection: what is handed over arrives `delay` later, in order; at once when there is no delay.
class LinkDelay {
 public:
  using Arrival = std::function<void()>;

  LinkDelay(asio::io_context& io, std::chrono::microseconds delay) : line_(std::make_shared<Line>(io, delay)) {}
  ~LinkDelay() { clear(); }
  LinkDelay(const LinkDelay&) = delete;
  LinkDelay& operator=(const LinkDelay&) = delete;

  /// `arrival` may destroy this object.
  void pass(Arrival arrival) { line_->pass(std::move(arrival)); }

  /// What is on its way is lost.
  void clear() { line_->clear(); }

 private:
  struct Item {
    std::chrono::steady_clock::time_point due;
    Arrival arrival;
  };

  class Line : public std::enable_shared_from_this<Line> {
   public:
    Line(asio::io_context& io, std::chrono::microseconds delay) : delay_(delay), timer_(io) {}
    void pass(Arrival arrival);
    void clear();

   private:
    void wait();
    void deliver();

    const std::chrono::microseconds delay_;
    asio::steady_timer timer_;
    std::deque<Item> items_;
  };

  std::shared_ptr<Line> line_;
};

}  // namespace espat::net
