#include "emulator/control_step.hpp"

#include <utility>
#include <variant>

namespace espat::emulator {

using scenarios::Direction;

ControlStep::ControlStep(scenarios::Scenario scenario, HistoryCursor& cursor, Time now)
    : scenario_(std::move(scenario)),
      cursor_(cursor),
      track_(scenario_.steps, [](Time, const scenarios::Action&) {}),
      expectation_(std::get_if<scenarios::Expectation>(&scenario_.steps.front().what)) {
  track_.see(now, scenarios::MqttStateReached{cursor.mqtt_state()});
  track_.begin(now);
}

void ControlStep::advance(Time now) {
  if (expectation_ != nullptr) look_on();
  if (deadline() && *deadline() <= now) track_.expire(*deadline());
}

void ControlStep::look_on() {
  constexpr std::size_t received_limit = 16'384;
  const bool at_host = std::holds_alternative<scenarios::HostSends>(expectation_->event);
  const Direction side = at_host ? Direction::to_device : Direction::to_host;
  while (deadline()) {
    // What came too late is not taken for what was awaited, however late this is called.
    const auto seen = cursor_.next(*deadline());
    if (!seen) return;
    if (const auto* sent = std::get_if<scenarios::ByteSent>(&seen->observation); sent != nullptr && sent->direction == side) {
      if (received_.size() == received_limit) received_.erase(0, received_limit / 2);
      received_ += sent->byte;
    }
    track_.see(seen->time, seen->observation);
  }
}

}  // namespace espat::emulator
