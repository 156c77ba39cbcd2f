#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include <mqtt/async_client.h>

#include "net/asio.hpp"

namespace espat::net {

/// Keeps Paho's receive thread awake. That thread, one for all clients of a process, waits for readable sockets only, up to a second long,
/// and looks at sockets that are connecting (and at due pings) when it wakes: with one idle client in the process every other connect takes
/// two seconds. So one more client is connected to a stub of ours that sends it a PINGRESP now and then. It also keeps Paho's threads
/// alive, whose end would block whoever destroys the last client for 100 to 200 ms.
///
/// There is one Waker per process because Paho's threads are per process. It has a thread of its own,
/// because Paho waits for the stub (and for a Doorman) under a lock that the other threads wait for when they call Paho.
class Waker : public std::enable_shared_from_this<Waker> {
 public:
  /// The process's waker: made by the first call, and never ended, because Paho would take 100 ms to stop its threads when the program
  /// ends, for nobody's benefit.
  static std::shared_ptr<Waker> share();

  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  /// Runs on the waker's own thread, where nothing may call Paho.
  asio::io_context& context() { return context_; }

  /// Wakes Paho now. From the waker's own thread only.
  void nudge();

  /// While one of these exists Paho is woken every few milliseconds: something is connecting.
  class Haste {
   public:
    explicit Haste(std::shared_ptr<Waker> waker);
    ~Haste();
    Haste(const Haste&) = delete;
    Haste& operator=(const Haste&) = delete;

   private:
    std::shared_ptr<Waker> waker_;
  };

 private:
  void answer_client();
  void acknowledge_connect();
  void tick();

  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  Tcp::acceptor acceptor_;
  Tcp::socket stub_;
  std::string received_;
  bool connected_ = false;
  asio::steady_timer timer_;
  std::atomic<int> hasty_{0};
  std::thread thread_;
  std::unique_ptr<mqtt::async_client> client_;
};

}  // namespace espat::net
