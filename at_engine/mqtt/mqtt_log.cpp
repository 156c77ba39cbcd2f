#include "at_engine/mqtt/mqtt_log.hpp"

#include "at_engine/hexadecimal.hpp"

namespace espat::at {
namespace {

/// The name of an event as v2.1 ("MQTT_EVENT_...") and the versions up to v4.0 ("MQTT ...") print it; empty when they do not.
std::string_view name_of(MqttEvent::Kind kind) {
  switch (kind) {
    case MqttEvent::Kind::connected:
      return "CONNECTED";
    case MqttEvent::Kind::disconnected:
      return "DISCONNECTED";
    case MqttEvent::Kind::error:
      return "ERROR";
    case MqttEvent::Kind::subscribed:
      return "SUBSCRIBED";
    case MqttEvent::Kind::unsubscribed:
      return "UNSUBSCRIBED";
    case MqttEvent::Kind::published:
      return "PUBLISHED";
    case MqttEvent::Kind::before_connect:
    case MqttEvent::Kind::deleted:
    case MqttEvent::Kind::data:
      break;
  }
  return "";
}

}  // namespace

void MqttLog::line(std::string_view text) { out_.log(std::string(text) + "\r\n"); }

void MqttLog::component_line(char level, std::string_view text) {
  out_.log(std::string(1, level) + " (" + std::to_string(now_.count()) + ") at-mqtt: " + std::string(text) + "\r\n");
}

void MqttLog::event(const MqttEvent& event) {
  if (uses_component()) {
    component_event(event);
  } else {
    plain_event(event.kind);
  }
}

void MqttLog::plain_event(MqttEvent::Kind kind) {
  const bool is_first_style = rules_.log_style == MqttLogStyle::event_names;
  if (kind == MqttEvent::Kind::before_connect && is_first_style && rules_.log_tells_attempts) line("Other event id:7");
  const std::string_view name = name_of(kind);
  if (!name.empty()) line((is_first_style ? "MQTT_EVENT_" : "MQTT ") + std::string(name));
}

void MqttLog::component_event(const MqttEvent& event) {
  const std::string id = ", msg_id:" + std::to_string(event.message_id);
  switch (event.kind) {
    case MqttEvent::Kind::connected:
      component_line('I', "mqtt connected");
      break;
    case MqttEvent::Kind::disconnected:
      component_line('W', "mqtt disconnected");
      break;
    case MqttEvent::Kind::error:
      component_line('E', "mqtt error");
      break;
    case MqttEvent::Kind::subscribed:
      component_line('I', (event.refused && rules_.suback_is_checked ? "mqtt subscribe failed" : "mqtt subscribed") + id);
      break;
    case MqttEvent::Kind::unsubscribed:
      component_line('I', "mqtt unsubscribed" + id);
      break;
    case MqttEvent::Kind::published:
      component_line('I', "mqtt published" + id);
      break;
    case MqttEvent::Kind::deleted:
      component_line('E', "mqtt msg deleted" + id);
      break;
    case MqttEvent::Kind::before_connect:
    case MqttEvent::Kind::data:
      break;
  }
}

void MqttLog::parameters_ready() { uses_component() ? component_line('I', "parameters are ready") : line("all parameters are ready"); }

void MqttLog::material_length(CertificateKind kind, int length) {
  const std::string name(name_of(kind));
  if (uses_component()) {
    component_line('I', name + "_len=" + std::to_string(length));
  } else {
    out_.log(name + " len:" + std::to_string(length) + "\n");
  }
}

void MqttLog::received(std::size_t bytes) {
  const std::string rest = "ecv " + std::to_string(bytes) + " bytes";
  uses_component() ? component_line('I', "r" + rest) : line("R" + rest);
}

void MqttLog::already_subscribed() { uses_component() ? component_line('W', "already subscribed") : line("ALREADY SUBSCRIBE"); }
void MqttLog::all_slots_taken() { uses_component() ? component_line('W', "full subscribed") : line("ALREADY FULL SUBSCRIBE"); }
void MqttLog::topic_removed() { uses_component() ? component_line('I', "topic removed") : line("topic removed"); }
void MqttLog::not_subscribed() { uses_component() ? component_line('W', "no unsubscribe") : line("NO UNSUBSCRIBE"); }
void MqttLog::nothing_to_clean() {
  constexpr std::string_view text = "uninitiated or already clean";
  uses_component() ? component_line('W', text) : line(text);
}

void MqttLog::resubscription_failed(std::string_view topic) {
  const std::string text = "topic:" + std::string(topic) + " sub failed";
  uses_component() ? component_line('E', text) : line(text);
}

void MqttLog::warning(MqttError code) {
  const auto number = static_cast<std::uint32_t>(code);
  uses_component() ? component_line('W', "errno: 0x" + hexadecimal(number, 4))
                   : line("[at-mqtt]warning code:0x" + hexadecimal(number, 4, true));
}

void MqttLog::error(MqttError code) {
  const auto number = static_cast<std::uint32_t>(code);
  uses_component() ? component_line('E', "errno: 0x" + hexadecimal(number, 4))
                   : line("[at-mqtt]error code:0x" + hexadecimal(number, 4, true));
}

}  // namespace espat::at
