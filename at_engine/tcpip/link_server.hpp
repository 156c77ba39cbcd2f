#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "at_engine/tcpip/link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

class Module;

/// AT+CIPSERVER: takes clients as links, while there is room for them (device-commands.md 8.2-11).
class LinkServer {
 public:
  struct Configuration {
    Destination kind;  ///< its type, and its port
    bool verifies_clients = false;
  };
  using Started = std::function<void(std::optional<int> error_number)>;  ///< none: it listens

  static constexpr int default_port = 333;

  explicit LinkServer(Module& module) : module_(module) {}

  void start(const Configuration& configuration, Started started);
  /// Clients keep their links.
  void stop();
  bool is_running() const { return configuration_.has_value(); }
  const Configuration& configuration() const { return *configuration_; }

  int most_clients = static_cast<int>(link_count);  ///< AT+CIPSERVERMAXCONN

  /// AT+CIPSTO: a client that is silent for so long is closed; 0: never.
  void set_idle_limit(int seconds);
  int idle_limit() const { return idle_limit_; }

  /// A link has become free: there may be room for a client again.
  void link_freed() { follow_room(); }

  void handle(const ServerListening& event);
  void handle(const ServerFailed& event);
  void handle(const SocketAccepted& event);

  std::optional<Time> next_deadline() const { return next_tick_; }
  void advance();
  void reset();

 private:
  bool has_room() const;
  void follow_room();
  void listen();

  Module& module_;
  std::optional<Configuration> configuration_;
  Started started_;
  bool is_listening_ = false;
  int idle_limit_ = 0;
  std::optional<Time> next_tick_;
};

}  // namespace espat::at
