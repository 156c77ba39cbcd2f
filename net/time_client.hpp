#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "at_engine/socket_link.hpp"
#include "net/asio.hpp"
#include "net/datagram_link.hpp"
#include "net/link_options.hpp"
#include "net/resolver.hpp"

namespace espat::net {

/// One SNTP request (RFC 4330) and its answer.
class TimeClient : public std::enable_shared_from_this<TimeClient> {
 public:
  static constexpr std::uint16_t port = 123;
  /// Seconds since 1970, or none and why.
  using Done = std::function<void(std::optional<std::int64_t>, std::string reason)>;

  /// `io`, `names` and `faults` outlive it.
  TimeClient(asio::io_context& io, const LinkOptions& options, const Names& names, LinkFaults& faults);

  /// `done` is called once, never from within this call, unless `cancel` comes first.
  /// @param this_pc_knows  it answers instead of a server that does not, or is not mapped
  void ask(const at::AskTime& ask, bool this_pc_knows, Done done);
  void cancel();

 private:
  using Udp = asio::ip::udp;
  static constexpr std::size_t packet_size = 48;

  void look_up(const Address& server);
  void wait_for_answer();
  void ask_this_pc();
  void send(const Udp::endpoint& server);
  void receive();
  void received(std::size_t size);
  void fail(std::string reason);
  void finish(std::optional<std::int64_t> time, std::string reason);

  asio::io_context& io_;
  const std::chrono::microseconds round_trip_;
  const Names& names_;
  LinkFaults& faults_;
  std::shared_ptr<Resolver> resolver_;
  Udp::socket socket_;
  asio::steady_timer deadline_;
  std::shared_ptr<DatagramLink> link_;  ///< from `ask` on
  bool this_pc_knows_ = false;
  Done done_;
  std::array<unsigned char, packet_size> packet_{};
};

}  // namespace espat::net
