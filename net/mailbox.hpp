#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "net/asio.hpp"

namespace espat::net {

/// Brings events from Paho's threads to the io_context's thread: whatever gathers until that thread comes by is handled as one batch.
template <class Event>
class Mailbox : public std::enable_shared_from_this<Mailbox<Event>> {
 public:
  using Handle = std::function<void(std::vector<Event>)>;

  Mailbox(asio::io_context& io, Handle handle) : io_(io), handle_(std::move(handle)) {}

  /// From any thread.
  void push(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    schedule();
  }

  /// The handler is called soon, even without an event. From any thread.
  void wake() {
    const std::lock_guard lock(mutex_);
    schedule();
  }

  /// The handler is not called any more and the io_context is not used any more. From the io_context's thread.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }

 private:
  void schedule() {
    if (closed_ || std::exchange(scheduled_, true)) return;
    asio::post(io_, [self = this->shared_from_this()] { self->deliver(); });
  }

  void deliver() {
    std::unique_lock lock(mutex_);
    scheduled_ = false;
    if (closed_) return;
    std::vector<Event> events = std::exchange(events_, {});
    lock.unlock();
    handle_(std::move(events));
  }

  asio::io_context& io_;
  const Handle handle_;
  std::mutex mutex_;
  std::vector<Event> events_;
  bool scheduled_ = false;
  bool closed_ = false;
};

}  // namespace espat::net
