#include "emulator/control_event.hpp"

#include <nlohmann/json.hpp>

#include "emulator/byte_text.hpp"
#include "scenarios/language.hpp"

namespace espat::emulator {
namespace {

using nlohmann::json;

std::string_view level_name(at::Note::Level level) {
  switch (level) {
    case at::Note::Level::debug:
      return "debug";
    case at::Note::Level::info:
      return "info";
    default:
      return "warning";
  }
}

struct Fields {
  json operator()(const UartPassed& passed) const {
    return {{"event", "uart"}, {"dir", name(passed.direction)}, {"bytes", text_of(passed.bytes)}};
  }
  json operator()(const MqttStateChanged& changed) const {
    return {{"event", "mqtt"}, {"state", scenarios::mqtt_state_names()[static_cast<std::size_t>(changed.state)]}};
  }
  json operator()(const WifiStateChanged& changed) const { return {{"event", "wifi"}, {"state", name(changed.state)}}; }
  json operator()(const FaultChanged& changed) const { return {{"event", "fault"}, {"name", changed.name}, {"stands", changed.stands}}; }
  json operator()(const at::Note& note) const {
    return {{"event", "note"}, {"level", level_name(note.level)}, {"text", text_of(note.text)}};
  }
};

}  // namespace

const std::vector<std::string>& event_names() {
  static const std::vector<std::string> names{"uart", "mqtt", "wifi", "fault", "note"};
  return names;
}

json event_of(const Happening& happening) {
  json event = std::visit(Fields{}, happening.what);
  event["t"] = static_cast<double>(happening.time.count()) / 1e6;
  return event;
}

std::string_view name(at::Station::State state) {
  switch (state) {
    case at::Station::State::joining:
      return "joining";
    case at::Station::State::associated:
      return "associated";
    case at::Station::State::online:
      return "online";
    default:
      return "idle";
  }
}

std::string_view name(uart::Transcript::Direction direction) {
  switch (direction) {
    case uart::Transcript::Direction::host:
      return "host";
    case uart::Transcript::Direction::device:
      return "device";
    default:
      return "log";
  }
}

}  // namespace espat::emulator
