#pragma once

#include <spdlog/logger.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/broker_publisher.hpp"
#include "emulator/child_process.hpp"
#include "emulator/connack_probe.hpp"
#include "emulator/temporary_directory.hpp"

namespace espat::emulator {

/// Where the private broker listens, on 127.0.0.1 only.
struct BrokerPorts {
  std::uint16_t tcp = 0;
  std::uint16_t tls = 0;
  std::uint16_t tls_client = 0;  ///< wants a certificate of the client
  std::uint16_t ws = 0;
  std::uint16_t wss = 0;
  std::uint16_t wss_client = 0;  ///< wants a certificate of the client
  std::uint16_t password = 0;    ///< TCP, for one user only; at all others anyone may log in
};

/// What a client of the private broker can need, made afresh for each broker.
struct BrokerAccess {
  std::string user;  ///< of the listener `password`
  std::string password;
  std::string ca;  ///< path of a PEM file, as the others are
  std::string client_certificate;
  std::string client_key;
};

/// A mosquitto of our own on loopback ports that were free, with an authority of its own. It ends with espat, and its directory with it.
class PrivateBroker {
 public:
  /// @param names  that its certificate is for, beside localhost, 127.0.0.1 and ::1
  /// Throws Failure when there is no mosquitto in `search_path`.
  PrivateBroker(boost::asio::io_context& io, spdlog::logger& log, std::string_view search_path, const std::vector<std::string>& names = {});
  ~PrivateBroker();
  PrivateBroker(const PrivateBroker&) = delete;
  PrivateBroker& operator=(const PrivateBroker&) = delete;

  /// `on_ready` is called once, when the broker has answered CONNECT. A broker that cannot start throws Failure out of the io_context.
  void start(std::function<void()> on_ready);

  // What a scenario does to it, from `on_ready` on.

  /// SIGTERM or SIGKILL: it ends and does not come back by itself.
  void end(int signal);
  /// It comes back on the same ports.
  void restart();
  /// SIGSTOP or SIGCONT.
  void signal(int number) const { mosquitto_->signal(number); }
  void publish(const BrokerMessage& message);

  /// Valid from `on_ready` on.
  const BrokerPorts& ports() const { return ports_; }
  /// Valid as long as the broker exists, also before it is started.
  const BrokerAccess& access() const { return access_; }

 private:
  void launch();
  void write_certificates(const std::vector<std::string>& names);
  void run();
  void await_ready();
  void write_configuration() const;
  std::string path(std::string_view name) const { return directory_.path() / name; }
  std::string probe_path() const { return path("probe"); }
  void hear(std::string_view line);
  void ended(const std::string& how);
  void ready();

  boost::asio::io_context& io_;
  spdlog::logger& log_;
  std::string program_;
  TemporaryDirectory directory_;
  std::vector<boost::asio::ip::tcp::acceptor> reserved_;  ///< the ports, also while no mosquitto listens on them
  BrokerPorts ports_;
  BrokerAccess access_;
  int launches_ = 0;
  bool ready_ = false;
  enum class Wish { runs, ended, runs_again } wish_ = Wish::runs;
  std::string last_line_;
  boost::asio::steady_timer deadline_;
  std::shared_ptr<ConnackProbe> probe_;
  std::unique_ptr<ChildProcess> mosquitto_;
  std::function<void()> on_ready_;
};

/// Where programs are looked for: $PATH, and the directory of mosquitto in Debian, which is not in every user's $PATH.
std::string program_search_path();

}  // namespace espat::emulator
