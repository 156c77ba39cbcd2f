#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "emulator/temporary_directory.hpp"

namespace espat::test {

/// A private RabbitMQ with its own directory, its own epmd and free loopback ports, open to everyone, gone with the object.
class RabbitMq {
 public:
  /// Whether the package rabbitmq-server is installed.
  static bool installed();

  /// Starts it and returns when it listens.
  /// @throws std::runtime_error when it does not within two minutes, with what it said
  RabbitMq();
  ~RabbitMq();
  RabbitMq(const RabbitMq&) = delete;
  RabbitMq& operator=(const RabbitMq&) = delete;

  std::uint16_t port() const { return port_; }                      ///< MQTT over TCP
  std::uint16_t websocket_port() const { return websocket_port_; }  ///< MQTT over WebSocket, at /ws

 private:
  void write_configuration() const;
  void start_node();
  bool becomes_ready() const;
  void end();

  emulator::TemporaryDirectory directory_;
  std::uint16_t port_;
  std::uint16_t websocket_port_;
  pid_t port_mapper_ = -1;
  pid_t node_ = -1;
};

}  // namespace espat::test
