#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espat::test {

/// A private mosquitto with its own directory and free loopback ports, ready for CONNECT when constructed, gone with the object.
class Mosquitto {
 public:
  struct Tls {
    std::string certificate;         ///< PEM, of the server
    std::string key;                 ///< PEM
    std::string client_ca;           ///< PEM: who signs the certificates of clients
    std::vector<std::string> lines;  ///< more lines for each of the four
    std::string access = {};         ///< who may do what there, as in mosquitto's acl_file; empty: everybody everything
  };
  struct Options {
    bool websocket = false;  ///< a second listener that speaks WebSocket
    std::string user;        ///< when set, only this user with this password may connect
    std::string password;
    std::vector<std::string> lines;  ///< more lines for the configuration
    std::optional<Tls> tls = {};     ///< four more listeners: MQTT and WebSocket over TLS, without and with a certificate of the client
  };

  Mosquitto() : Mosquitto(Options{}) {}
  explicit Mosquitto(Options options);
  ~Mosquitto();
  Mosquitto(const Mosquitto&) = delete;
  Mosquitto& operator=(const Mosquitto&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint16_t websocket_port() const { return websocket_port_; }
  std::uint16_t tls_port() const { return tls_ports_[0]; }
  std::uint16_t tls_client_port() const { return tls_ports_[1]; }
  std::uint16_t wss_port() const { return tls_ports_[2]; }
  std::uint16_t wss_client_port() const { return tls_ports_[3]; }

  /// Again, on the same ports, after `kill` or `stop`; returns when a CONNECT is answered.
  void start();
  void stop();    ///< SIGTERM: says goodbye to its clients
  void kill();    ///< SIGKILL
  void pause();   ///< SIGSTOP: it keeps its connections and says nothing
  void resume();  ///< SIGCONT

 private:
  void write_configuration() const;
  void write_tls_listeners(std::ostream& file, const std::string& access) const;
  void write_file(const std::string& name, const std::string& content) const;
  bool answers_connect() const;
  void end(int signal);

  Options options_;
  std::filesystem::path directory_;
  std::uint16_t port_ = 0;
  std::uint16_t websocket_port_ = 0;
  std::array<std::uint16_t, 4> tls_ports_{};
  pid_t process_ = -1;
};

}  // namespace espat::test
