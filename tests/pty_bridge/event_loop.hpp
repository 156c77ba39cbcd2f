#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>

namespace espat::uart {

/// The event loop of a test, run until something has happened.
class EventLoop {
 public:
  boost::asio::io_context io;

  /// False when it has not happened within a generous time.
  template <typename Condition>
  bool run_until(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      io.run_one_for(std::chrono::milliseconds(2));
    }
    return true;
  }

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ = boost::asio::make_work_guard(io);
};

}  // namespace espat::uart
