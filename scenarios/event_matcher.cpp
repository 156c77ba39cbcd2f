#include "scenarios/event_matcher.hpp"

#include <fmt/format.h>

#include "scenarios/language.hpp"
#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

struct Match {
  const Observation& observation;
  std::string& recent;

  const ByteSent* byte(Direction direction) const {
    const auto* sent = std::get_if<ByteSent>(&observation);
    return sent != nullptr && sent->direction == direction ? sent : nullptr;
  }
  bool line(Direction direction, const LinePattern& pattern) const {
    const ByteSent* sent = byte(direction);
    return sent != nullptr && sent->line && pattern.matches(*sent->line);
  }

  bool operator()(const HostSends& event) const { return line(Direction::to_device, event.line); }
  bool operator()(const DeviceSendsLine& event) const { return line(Direction::to_host, event.line); }
  bool operator()(const DeviceSends& event) const {
    const ByteSent* sent = byte(Direction::to_host);
    if (sent == nullptr) return false;
    if (recent.size() == event.text.size()) recent.erase(0, 1);
    recent += sent->byte;
    if (recent != event.text) return false;
    recent.clear();
    return true;
  }
  bool operator()(const MqttStateIs& event) const {
    const auto* reached = std::get_if<MqttStateReached>(&observation);
    return reached != nullptr && reached->state == event.state;
  }
  bool operator()(const UartBytes& event) const {
    const ByteSent* sent = byte(event.direction);
    return sent != nullptr && sent->total == event.count;
  }
  bool operator()(const TimeIs&) const { return false; }
};

struct Words {
  std::string operator()(const HostSends& event) const { return fmt::format("the host sends a line like {}", visible(event.line.text())); }
  std::string operator()(const DeviceSends& event) const { return fmt::format("the module sends {}", visible(event.text)); }
  std::string operator()(const DeviceSendsLine& event) const {
    return fmt::format("the module sends a line like {}", visible(event.line.text()));
  }
  std::string operator()(const MqttStateIs& event) const {
    return fmt::format("the MQTT state is {}", mqtt_state_names()[static_cast<std::size_t>(event.state)]);
  }
  std::string operator()(const UartBytes& event) const { return fmt::format("{} bytes have been sent", event.count); }
  std::string operator()(const TimeIs& event) const { return fmt::format("{} have passed", to_string(event.time)); }
};

}  // namespace

bool EventMatcher::sees(const Observation& observation) { return std::visit(Match{observation, recent_}, event_); }

std::string describe(const Event& event) { return std::visit(Words{}, event); }

}  // namespace espat::scenarios
