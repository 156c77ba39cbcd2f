#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace espat::test {

/// A private mosquitto with its own directory and free loopback ports, ready for CONNECT when constructed, gone with the object.
class Mosquitto {
 public:
  struct Options {
    bool websocket = false;  ///< a second listener that speaks WebSocket
    std::string user;        ///< when set, only this user with this password may connect
    std::string password;
    std::vector<std::string> lines;  ///< more lines for the configuration
  };

  Mosquitto() : Mosquitto(Options{}) {}
  explicit Mosquitto(Options options);
  ~Mosquitto();
  Mosquitto(const Mosquitto&) = delete;
  Mosquitto& operator=(const Mosquitto&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint16_t websocket_port() const { return websocket_port_; }

  /// Again, on the same ports, after `kill` or `stop`; returns when a CONNECT is answered.
  void start();
  void stop();    ///< SIGTERM: says goodbye to its clients
  void kill();    ///< SIGKILL
  void pause();   ///< SIGSTOP: it keeps its connections and says nothing
  void resume();  ///< SIGCONT

 private:
  void write_configuration() const;
  bool answers_connect() const;
  void end(int signal);

  Options options_;
  std::filesystem::path directory_;
  std::uint16_t port_ = 0;
  std::uint16_t websocket_port_ = 0;
  pid_t process_ = -1;
};

}  // namespace espat::test
