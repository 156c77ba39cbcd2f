#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/asio.hpp"
#include "net/dns_query.hpp"
#include "net/names.hpp"

namespace espat::net {

/// Why a TCP connection to this address did not come about: one sentence part.
std::string why_not_connected(const Address& address, boost::system::error_code error);

/// Why a fault has not let a name be found: one sentence part.
std::string why_not_found(const std::string& name);

/// Turns one address into endpoints, once. The PC looks names up on Asio's own thread; literal addresses need no look-up.
class Resolver : public std::enable_shared_from_this<Resolver> {
 public:
  /// Either endpoints in the order in which to try them, or none and the reason in words.
  using Done = std::function<void(std::vector<Tcp::endpoint>, std::string reason)>;

  /// `names` outlives it.
  Resolver(asio::io_context& io, const Names& names) : io_(io), names_(names), resolver_(io), deadline_(io) {}

  /// `done` is called exactly once, after at most 10 s, never from within this call, unless `cancel` comes first. The PC's look-up cannot
  /// be interrupted: its later answer is ignored.
  /// @param address  where `--map` leads already. What a name has turned out to be can lead on: the port 0 keeps it as it is
  void resolve(const Address& address, Done done);

  /// `done` is not called any more.
  void cancel();

 private:
  void look_up(const Address& address);
  void ask_servers(const Address& address);
  void ask_this_pc(const Address& address);
  void found(const Address& address, std::vector<Tcp::endpoint> endpoints);
  void finish(std::vector<Tcp::endpoint> endpoints, std::string reason);

  asio::io_context& io_;
  const Names& names_;
  std::shared_ptr<DnsQuery> query_;
  Tcp::resolver resolver_;
  asio::steady_timer deadline_;
  Done done_;
};

}  // namespace espat::net
