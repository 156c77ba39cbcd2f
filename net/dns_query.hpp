#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/address_map.hpp"
#include "net/asio.hpp"

struct ares_channeldata;

namespace espat::net {

/// One question to name servers (RFC 1035): which IPv4 addresses a name has. The next server is asked when one does not answer within a
/// second or cannot tell; after the last one the first one again, with more patience.
class DnsQuery : public std::enable_shared_from_this<DnsQuery> {
 public:
  /// Either addresses, or none and the reason in words.
  using Done = std::function<void(std::vector<asio::ip::address> addresses, std::string reason)>;

  explicit DnsQuery(asio::io_context& io) : io_(io), timer_(io) {}
  ~DnsQuery();
  DnsQuery(const DnsQuery&) = delete;
  DnsQuery& operator=(const DnsQuery&) = delete;

  /// Called once. `done` is called exactly once, never from within this call, unless the query is destroyed first.
  /// @param servers  IP addresses and ports
  void ask(const std::string& name, const std::vector<Address>& servers, Done done);

 private:
  using Descriptor = asio::posix::stream_descriptor;
  struct Answer;

  /// c-ares wants to know, or no longer, when this socket of its own is ready.
  void watch(int socket, bool readable, bool writable);
  void wait(const std::shared_ptr<Descriptor>& descriptor, Descriptor::wait_type what);
  void wait_for_timeout();
  void process(int readable, int writable);
  void finish_soon(std::vector<asio::ip::address> addresses, std::string reason);

  asio::io_context& io_;
  asio::steady_timer timer_;
  ares_channeldata* channel_ = nullptr;
  std::map<int, std::shared_ptr<Descriptor>> watched_;
  Done done_;
};

}  // namespace espat::net
