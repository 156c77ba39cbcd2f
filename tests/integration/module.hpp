#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/certificate_item.hpp"
#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"

namespace espat::test {

constexpr std::string_view ok = "\r\nOK\r\n";
constexpr std::string_view error = "\r\nERROR\r\n";
constexpr std::string_view prompt = "\r\nOK\r\n\r\n>";
constexpr std::string_view disconnected = "+MQTTDISCONNECTED:0\r\n";
constexpr std::string_view not_connected = "+MQTTDISCONNECTED:0\r\n\r\nERROR\r\n";

/// The options with which `what` (a host, or a host and port) is this port on loopback.
std::vector<std::string> mapped(const std::string& what, std::uint16_t port);

/// Likewise for 10.0.0.2:1883.
std::vector<std::string> broker_at(std::uint16_t port);

/// What the module says when it is connected to 10.0.0.2:1883.
std::string connected(int reconnect = 0);

/// What the module says when a message arrives.
std::string received(std::string_view topic, std::string_view payload);

/// A running espat, with a link and a directory of its own, and a host that has its port open. What it says is compared byte for byte;
/// a difference ends the test.
class Module {
 public:
  /// With `--timing instant`, unless the options name another timing.
  explicit Module(std::vector<std::string> options = {});
  ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  /// Exactly these bytes come next.
  void says(std::string_view bytes);
  /// These come next, whole, one before the other.
  void says_in_any_order(const std::string& one, const std::string& other);
  /// Nothing was said that the test has not compared.
  void says_nothing_more() { command("AT", ok); }
  /// The next bytes, whatever they are.
  std::string reads(std::size_t size);
  /// The next bytes up to and without this one, which is passed over.
  std::string reads_until(char end);
  void send(std::string_view bytes);
  /// Sends the line and its end; exactly `answer` comes back.
  void command(const std::string& line, std::string_view answer);

  /// Boots into its access point and turns the echo off.
  void join();
  /// Configures MQTT over TCP with this client id and connects to 10.0.0.2:1883.
  void connect(int reconnect = 0, const std::string& client_id = "module");

  /// Writes one item into a certificate partition, as a host does.
  void install(const std::string& partition, at::CertificateKind kind, const std::string& content);

  /// Writes one item of an ESP32-C3's certificates into mfg_nvs, as a host does: "mqtt_ca.0" into "mqtt_ca".
  void manufacture(const std::string& home, const std::string& content);

  void host_leaves();
  void host_returns();

  /// The host's descriptor of the port.
  int port() const { return port_; }
  RunningEspat& program() { return program_; }
  const std::string& first_line() const { return first_line_; }

 private:
  std::string take(std::size_t size);

  emulator::TemporaryDirectory directory_;
  std::string link_;
  RunningEspat program_;
  std::string first_line_;
  int port_ = -1;
  std::string received_;
};

}  // namespace espat::test
