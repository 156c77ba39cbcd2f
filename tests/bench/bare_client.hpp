#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/emulator/running_espat.hpp"

namespace espat::bench {

/// The 100 bytes of every message.
std::string message_payload();

/// A Paho program without anything around it, in a process of its own because everything in a process shares Paho's threads.
/// It is this program itself, started with hidden options.
class BareClient {
 public:
  /// Publishes `count` messages one after the other, then ends. Its lines are the nanoseconds that each took.
  static BareClient publisher(std::uint16_t port, int qos, int count);
  /// Its lines: "ready" when subscribed, "done" when `count` messages have come.
  static BareClient subscriber(std::uint16_t port, const std::string& topic, int count);
  /// Connects `count` times to a URI of Paho. Its lines are the nanoseconds that each took.
  /// @param material  paths of CA, certificate and key
  static BareClient connector(const std::string& uri, const std::vector<std::string>& material, int count);
  /// Its line: "ready" when connected.
  static BareClient idler(std::uint16_t port);

  /// Throws std::runtime_error when it has ended.
  std::string line() { return process_->line(); }
  pid_t pid() const { return process_->pid(); }

 private:
  explicit BareClient(const std::vector<std::string>& arguments);

  std::unique_ptr<test::RunningEspat> process_;
};

/// Whether this process was started as a BareClient.
bool is_bare_client(const std::vector<std::string>& arguments);
/// Is one. Returns the exit code.
int be_bare_client(const std::vector<std::string>& arguments);

}  // namespace espat::bench
