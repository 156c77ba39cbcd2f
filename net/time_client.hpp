#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/address_map.hpp"
#include "net/asio.hpp"
#include "net/link_delay.hpp"
#include "net/link_options.hpp"
#include "net/resolver.hpp"

namespace espat::net {

/// One SNTP request (RFC 4330) and its answer.
class TimeClient : public std::enable_shared_from_this<TimeClient> {
 public:
  static constexpr std::uint16_t port = 123;
  /// Seconds since 1970, or none and why.
  using Done = std::function<void(std::optional<std::int64_t>, std::string reason)>;

  /// `names` outlives it.
  TimeClient(asio::io_context& io, const LinkOptions& options, const Names& names);

  /// `server` is where it really is. `done` is called once, never from within this call, unless `cancel` comes first.
  void ask(const Address& server, Done done);
  void cancel();

 private:
  using Udp = asio::ip::udp;
  static constexpr std::size_t packet_size = 48;

  void send(const Udp::endpoint& server);
  void receive();
  void received(std::size_t size);
  void finish(std::optional<std::int64_t> time, std::string reason);

  std::shared_ptr<Resolver> resolver_;
  Udp::socket socket_;
  asio::steady_timer deadline_;
  LinkDelay link_;
  Done done_;
  std::array<unsigned char, packet_size> packet_{};
};

}  // namespace espat::net
