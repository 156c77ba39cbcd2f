#pragma once

#include <string_view>
#include <utility>

#include "at_engine/module.hpp"

namespace espat::at {

/// Waits until the call that was begun on the MQTT client has returned, then goes on with what it returned.
template <typename Next>  // Outcome(Module&, int)
Outcome await_call(std::string_view waits_for, Next next) {
  return Outcome::wait(waits_for, [next = std::move(next)](Module& module) -> Outcome {
    const auto returned = module.mqtt.client->take_returned();
    return returned ? next(module, *returned) : Outcome::still_waiting();
  });
}

/// Waits for the event of `bit`, or for the loss of the connection; there is no time limit (mqtt.md 2). `next` is told which it was.
template <typename Next>  // Outcome(Module&, bool arrived)
Outcome await_acknowledgement(std::string_view waits_for, MqttService::Bits bit, Next next) {
  return Outcome::wait(waits_for, [bit, next = std::move(next)](Module& module) -> Outcome {
    const unsigned lost = MqttService::bit_disconnected | MqttService::bit_error;
    const auto bits = module.mqtt.take_bits(bit | lost);
    if (!bits) return Outcome::still_waiting();
    const bool arrived = (*bits & lost) == 0;
    if (!arrived) module.out.because("the connection was lost before the acknowledgement came");
    return next(module, arrived);
  });
}

}  // namespace espat::at
