#include "at_engine/mqtt/mqtt_log.hpp"

#include <string>

#include "at_engine/hexadecimal.hpp"

namespace espat::at {
namespace {

struct EventText {
  std::string_view event_names;
  std::string_view plain;
};

EventText text_of(MqttEvent::Kind kind) {
  switch (kind) {
    case MqttEvent::Kind::before_connect:
      return {"Other event id:7", ""};
    case MqttEvent::Kind::connected:
      return {"MQTT_EVENT_CONNECTED", "MQTT CONNECTED"};
    case MqttEvent::Kind::disconnected:
      return {"MQTT_EVENT_DISCONNECTED", "MQTT DISCONNECTED"};
    case MqttEvent::Kind::error:
      return {"MQTT_EVENT_ERROR", "MQTT ERROR"};
    case MqttEvent::Kind::subscribed:
      return {"MQTT_EVENT_SUBSCRIBED", "MQTT SUBSCRIBED"};
    case MqttEvent::Kind::unsubscribed:
      return {"MQTT_EVENT_UNSUBSCRIBED", "MQTT UNSUBSCRIBED"};
    case MqttEvent::Kind::published:
      return {"MQTT_EVENT_PUBLISHED", "MQTT PUBLISHED"};
    case MqttEvent::Kind::deleted:
    case MqttEvent::Kind::data:
      break;
  }
  return {};
}

}  // namespace

void MqttLog::line(std::string_view event_names, std::string_view plain) {
  const std::string_view text = style_ == MqttLogStyle::event_names ? event_names : plain;
  if (!text.empty()) out_.log(std::string(text) + "\r\n");
}

void MqttLog::event(MqttEvent::Kind kind, int /*message_id*/) {
  const EventText text = text_of(kind);
  line(text.event_names, text.plain);
}

void MqttLog::parameters_ready() { line("all parameters are ready", "all parameters are ready"); }
void MqttLog::received(std::size_t bytes) {
  const std::string text = "Recv " + std::to_string(bytes) + " bytes";
  line(text, text);
}
void MqttLog::already_subscribed() { line("ALREADY SUBSCRIBE", "ALREADY SUBSCRIBE"); }
void MqttLog::all_slots_taken() { line("ALREADY FULL SUBSCRIBE", "ALREADY FULL SUBSCRIBE"); }
void MqttLog::topic_removed() { line("topic removed", "topic removed"); }
void MqttLog::not_subscribed() { line("NO UNSUBSCRIBE", "NO UNSUBSCRIBE"); }
void MqttLog::nothing_to_clean() { line("uninitiated or already clean", "uninitiated or already clean"); }

void MqttLog::warning(MqttError code) {
  out_.log("[at-mqtt]warning code:0x" + hexadecimal(static_cast<std::uint32_t>(code), 4, true) + "\r\n");
}
void MqttLog::error(MqttError code) {
  out_.log("[at-mqtt]error code:0x" + hexadecimal(static_cast<std::uint32_t>(code), 4, true) + "\r\n");
}

}  // namespace espat::at
