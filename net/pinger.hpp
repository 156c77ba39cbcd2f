#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "at_engine/inputs.hpp"
#include "net/asio.hpp"
#include "net/link_options.hpp"

namespace espat::net {

/// ICMP echo, through a ping socket where the system permits one to everybody, else through a raw one.
class Pinger : public std::enable_shared_from_this<Pinger> {
 public:
  /// PingAnswered, or PingFailed when no echo can be sent at all. Called from the io_context, never from within a call of this object.
  using Report = std::function<void(at::Input)>;

  Pinger(asio::io_context& io, const LinkOptions& options, Report report);

  /// `ip`: where the address really is.
  void ping(at::Query query, const std::string& ip);
  /// Answers that are still to come are dropped.
  void forget() { asked_.clear(); }
  void close();

 private:
  using Icmp = asio::ip::icmp;
  struct Question {
    at::Query query;
    std::chrono::steady_clock::time_point sent_at;
  };

  bool open();
  void fail(at::Query query, std::string reason);
  void read();
  void answered(std::string_view packet);

  asio::io_context& io_;
  const LinkOptions options_;
  Report report_;
  Icmp::socket socket_;
  bool packets_have_ip_header_ = false;
  std::uint16_t sequence_ = 0;
  std::map<std::uint16_t, Question> asked_;  ///< by sequence number
  std::string buffer_;
};

}  // namespace espat::net
