#pragma once

#include <string_view>

#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/mqtt/mqtt_error.hpp"
#include "at_engine/mqtt/mqtt_rules.hpp"
#include "at_engine/output.hpp"

namespace espat::at {

/// What the MQTT commands print on the log UART (mqtt.md 8; 10.1, 16 for the later styles).
class MqttLog {
 public:
  MqttLog(MqttLogStyle style, Output& out) : style_(style), out_(out) {}

  void event(MqttEvent::Kind kind, int message_id);
  void parameters_ready();
  void received(std::size_t bytes);
  void already_subscribed();
  void all_slots_taken();
  void topic_removed();
  void not_subscribed();
  void nothing_to_clean();
  void warning(MqttError code);
  void error(MqttError code);

 private:
  void line(std::string_view event_names, std::string_view plain);

  MqttLogStyle style_;
  Output& out_;
};

}  // namespace espat::at
