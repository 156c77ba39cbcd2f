#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "at_engine/output.hpp"

namespace espat::at {

/// Asks the network for names, echoes and the time, and hands each answer to whoever asked.
class Questions {
 public:
  using NameAnswer = std::function<void(const std::string& ip)>;  ///< empty: there is no such name
  using PingAnswer = std::function<void(Duration round_trip)>;
  using TimeAnswer = std::function<void(std::optional<std::int64_t> unix_time)>;

  explicit Questions(Output& out) : out_(out) {}

  /// An address literal is answered at once.
  void resolve(const std::string& host, bool wants_ipv6, NameAnswer answer);
  Query ping(const std::string& ip, PingAnswer answer);
  Query ask_time(const std::string& server, TimeAnswer answer);
  /// The answer no longer matters.
  void forget(Query query);

  void handle(const NameResolved& event);
  void handle(const PingAnswered& event);
  void handle(const PingFailed& event);
  void handle(const TimeReceived& event);
  void handle(const TimeFailed& event);

  /// Nobody waits any more.
  void reset();

 private:
  Output& out_;
  Query last_ = 0;
  std::map<Query, NameAnswer> names_;
  std::map<Query, PingAnswer> pings_;
  std::map<Query, TimeAnswer> times_;
};

}  // namespace espat::at
