#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/address_map.hpp"
#include "net/asio.hpp"

namespace espat::net {

/// Why a TCP connection to this address did not come about: one sentence part.
std::string why_not_connected(const Address& address, boost::system::error_code error);

/// Why a fault has not let a name be found: one sentence part.
std::string why_not_found(const std::string& name);

/// Turns one address into endpoints, once. Names are looked up on Asio's own thread; literal addresses need no look-up.
class Resolver : public std::enable_shared_from_this<Resolver> {
 public:
  /// Either endpoints in the order in which to try them, or none and the reason in words.
  using Done = std::function<void(std::vector<Tcp::endpoint>, std::string reason)>;

  explicit Resolver(asio::io_context& io) : resolver_(io), deadline_(io) {}

  /// `done` is called exactly once, never from within this call, unless `cancel` comes first. The system's look-up cannot be
  /// interrupted: after `timeout` its answer is ignored.
  void resolve(const Address& address, std::chrono::milliseconds timeout, Done done);

  /// `done` is not called any more.
  void cancel();

 private:
  void finish(std::vector<Tcp::endpoint> endpoints, std::string reason);

  Tcp::resolver resolver_;
  asio::steady_timer deadline_;
  Done done_;
};

}  // namespace espat::net
