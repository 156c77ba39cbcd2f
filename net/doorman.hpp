#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "net/asio.hpp"
#include "net/waker.hpp"

namespace espat::net {

/// What Paho takes as the address of its proxy: without a scheme, the same text serves its http and its https option.
std::string proxy_address(std::uint16_t port);

/// Says to Paho that the tunnel through us stands, before it asks: Paho looks for this answer in steps of 250 ms with its lock held.
void greet_as_proxy(Tcp::socket& peer);

/// Lets one Paho client in, as its proxy: listens on a loopback port of its own, greets the first connection at once and listens no more.
/// It works on the waker's thread, because the caller's thread may be waiting for the lock that Paho holds until the greeting arrives.
class Doorman : public std::enable_shared_from_this<Doorman> {
 public:
  /// Called once on the thread of `home` with the greeted connection, which belongs to `home`.
  using Admit = std::function<void(Tcp::socket)>;

  /// `waker` lives until `close` was called.
  Doorman(Waker& waker, asio::io_context& home, Admit admit);

  void listen();
  std::uint16_t port() const { return port_; }

  /// Nobody is let in any more, and `home` is not used after this. Idempotent.
  void close();

 private:
  void hand_over(Tcp::socket peer);

  Waker& waker_;
  asio::io_context& home_;
  Admit admit_;
  Tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::mutex mutex_;  ///< guards closed_, which keeps the waker's thread away from a `home` that is gone
  bool closed_ = false;
};

}  // namespace espat::net
