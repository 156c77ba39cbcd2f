#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "at_engine/inputs.hpp"
#include "net/asio.hpp"
#include "net/datagram_link.hpp"
#include "net/link_options.hpp"

namespace espat::net {

/// ICMP echo, through a ping socket where the system permits one to everybody, else through a raw one.
class Pinger : public std::enable_shared_from_this<Pinger> {
 public:
  /// PingAnswered, or PingFailed when no echo can be sent at all. Called from the io_context, never from within a call of this object.
  using Report = std::function<void(at::Input)>;

  /// `io` and `faults` outlive it.
  Pinger(asio::io_context& io, const LinkOptions& options, LinkFaults& faults, Report report);

  /// An earlier question is answered no more.
  /// @param ip  where the address of `ping` really is
  void ping(const at::PingHost& ping, const std::string& ip);
  void close();

 private:
  using Icmp = asio::ip::icmp;
  struct Question {
    at::Query query = 0;
    std::uint16_t sequence = 0;
    std::chrono::steady_clock::time_point asked_at;
    std::shared_ptr<DatagramLink> link;
  };

  bool open();
  void send(const asio::ip::address& ip);
  void fail(at::Query query, std::string reason);
  void read();
  void answered(std::string_view packet);
  void arrived();

  asio::io_context& io_;
  const std::chrono::microseconds round_trip_;
  LinkFaults& faults_;
  Report report_;
  Icmp::socket socket_;
  bool packets_have_ip_header_ = false;
  std::uint16_t last_sequence_ = 0;
  std::optional<Question> question_;
  asio::steady_timer deadline_;
  std::string buffer_;
};

}  // namespace espat::net
