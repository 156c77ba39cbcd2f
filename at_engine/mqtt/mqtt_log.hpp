#pragma once

#include <string>
#include <string_view>

#include "at_engine/certificate_item.hpp"
#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/mqtt/mqtt_error.hpp"
#include "at_engine/mqtt/mqtt_rules.hpp"
#include "at_engine/output.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What the MQTT commands print on the log UART (mqtt.md 8; 10.1, 16 for the later styles).
class MqttLog {
 public:
  MqttLog(const MqttRules& rules, const Time& now, Output& out) : rules_(rules), now_(now), out_(out) {}

  void event(const MqttEvent& event);
  void parameters_ready();
  void material_length(CertificateKind kind, int length);
  void received(std::size_t bytes);
  void already_subscribed();
  void all_slots_taken();
  void topic_removed();
  void not_subscribed();
  void resubscription_failed(std::string_view topic);
  void nothing_to_clean();
  void warning(MqttError code);
  void error(MqttError code);

 private:
  bool uses_component() const { return rules_.log_style == MqttLogStyle::log_component; }
  void line(std::string_view text);
  /// `level` is the letter of the log component: E, W or I.
  void component_line(char level, std::string_view text);
  void plain_event(MqttEvent::Kind kind);
  void component_event(const MqttEvent& event);

  const MqttRules& rules_;
  const Time& now_;
  Output& out_;
};

}  // namespace espat::at
