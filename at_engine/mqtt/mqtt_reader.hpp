#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/mqtt/mqtt_error.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// Says that `error` ends the command: on the log, on the AT UART when AT+SYSLOG=1, and in words on the program log (mqtt.md 0.2).
void report(Module& module, MqttError error);

/// Reads and checks the parameters of an MQTT command in the firmware's order (mqtt.md 3). The first check that fails is reported, and
/// everything after it is passed over, so that a handler reads top to bottom like its row.
class MqttReader {
 public:
  explicit MqttReader(const Call& call) : call_(call), reader_(call) {}

  /// The link id, which is 0.
  void link();
  /// What PUB, PUBRAW, SUB and UNSUB begin with: the link id, a connection, and the topic.
  std::string topic_of_connection();
  void require(bool condition, MqttError otherwise);
  /// The next parameter, compared without sign: negative numbers are too big.
  int integer(MqttError read_failed, std::uint32_t lowest, std::uint32_t highest, MqttError wrong);
  int flag(MqttError read_failed, MqttError wrong);
  int qos(MqttError read_failed, MqttError wrong);
  int certificate_id(MqttError read_failed, MqttError wrong);
  /// The next parameter; an empty one is noted on the log where `if_null` is given.
  std::string text(MqttError read_failed, std::size_t longest, MqttError too_long, std::optional<MqttError> if_null = std::nullopt);
  /// The next parameter; an empty one is refused where the version tells null strings apart.
  std::string required_text(MqttError read_failed, MqttError null, std::size_t longest, MqttError too_long);
  void count(std::size_t wanted);
  /// The same, and the optional timeout_ms after the last one, where the version has it; no value means no time limit.
  std::optional<Duration> count_and_timeout(std::size_t wanted);

  bool failed() const { return failed_; }

 private:
  int integer_or_zero(MqttError read_failed, std::uint32_t highest, MqttError wrong);
  void fail(MqttError error);
  void fail_without_code(std::string_view reason);

  const Call& call_;
  ParameterReader reader_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace espat::at
