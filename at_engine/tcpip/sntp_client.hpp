#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/socket_link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

class Module;

/// SNTP: sets the module's clock, and shows it in the time zone of AT+CIPSNTPCFG (device-commands.md 6.1, 8.2-14).
class SntpClient {
 public:
  explicit SntpClient(Module& module) : module_(module) {}

  int time_zone = 0;  ///< as it was given
  std::vector<std::string> servers;
  int interval = 3'600;  ///< seconds between two questions

  bool is_on() const { return is_on_; }
  /// Asks the first server now, and again and again.
  void start();
  void stop();
  /// The station has got an address.
  void went_online();

  /// "Thu Jan  1 00:00:00 1970", by the module's clock.
  std::string shown_time() const;

  std::optional<Time> next_deadline() const { return asks_at_; }
  void advance();
  void reset();

 private:
  void ask();
  void take_answer(std::optional<std::int64_t> unix_time);

  Module& module_;
  bool is_on_ = false;
  bool tells_update_ = false;
  std::chrono::minutes offset_{0};  ///< from UTC, since the last start
  std::size_t next_server_ = 0;
  Query query_ = 0;
  std::optional<Time> asks_at_;
};

}  // namespace espat::at
