#pragma once

#include <string>
#include <string_view>

#include "tests/at_engine/test_module.hpp"

namespace espat::at {

inline const std::string ok = "\r\nOK\r\n";
inline const std::string error = "\r\nERROR\r\n";
inline const std::string busy = "\r\nbusy p...\r\n";
inline const std::string connected = "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n";
inline const std::string connected_for_good = "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",1\r\n";
inline const std::string disconnected = "+MQTTDISCONNECTED:0\r\n";

/// "ERR CODE:0x" with the eight digits of a code of the AT core.
inline std::string core_code(std::string_view digits) { return "ERR CODE:0x" + std::string(digits) + "\r\n"; }
/// What is no command line, and what is no command of this version, answer this with AT+SYSLOG=1 (at-core.md 1.5).
inline const std::string no_at = core_code("01030000") + error;
inline const std::string unsupported = core_code("01090000") + error;
/// A string parameter of `size` bytes.
inline std::string quoted(std::size_t size) { return "\"" + std::string(size, 'y') + "\""; }
/// The line of an MQTT code, given by its four digits.
inline std::string mqtt_code(std::string_view digits) { return core_code("010a" + std::string(digits)); }
/// The answer of a command that fails with an MQTT code.
inline std::string mqtt_error(std::string_view digits) { return mqtt_code(digits) + error; }

/// Which transport a scheme of AT+MQTTUSERCFG must have, 1 to 10.
inline Transport expected_transport(int scheme) {
  if (scheme == 1) return Transport::tcp;
  if (scheme <= 5) return Transport::tls;
  return scheme == 6 ? Transport::websocket : Transport::secure_websocket;
}

/// A module with the echo off and AT+SYSLOG=1, so that answers hold nothing but what the command said.
class MqttModule : public TestModule {
 public:
  explicit MqttModule(const Profile& profile) : MqttModule(joined(), profile) {}
  explicit MqttModule(const Setup& setup = joined(), const Profile& profile = esp32_v2_1_0_0()) : TestModule(setup, profile) {
    command("ATE0");
    command("AT+SYSLOG=1");
    take_writes();
    take_other_effects();
  }

  std::string configure(int scheme = 1) { return command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + ",\"id\",\"u\",\"p\",0,0,\"\""); }
  std::string configure_connection() { return command("AT+MQTTCONNCFG=0,60,0,\"lwt\",\"gone\",1,1"); }
  /// Configures, and connects to "broker".
  std::string connect(bool reconnect = false) {
    configure();
    return command("AT+MQTTCONN=0,\"broker\",1883," + std::string(reconnect ? "1" : "0"));
  }
  /// The state that AT+MQTTCONN? shows.
  int state() {
    const std::string answer = command("AT+MQTTCONN?");
    return std::stoi(answer.substr(std::string_view("+MQTTCONN:0,").size()));
  }
};

/// A module that is connected to its broker.
class ConnectedModule : public MqttModule {
 public:
  explicit ConnectedModule(bool reconnect = false) : ConnectedModule(esp32_v2_1_0_0(), reconnect) {}
  explicit ConnectedModule(const Profile& profile, bool reconnect = false) : MqttModule(profile) {
    connect(reconnect);
    take_writes();
    take_log();
  }
};

}  // namespace espat::at
