#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "at_engine/module.hpp"

namespace espat::at {

/// When a command that begins to wait now gives up; no value means never.
inline std::optional<Time> deadline_after(const Module& module, std::optional<Duration> timeout) {
  return timeout ? std::optional(module.now + *timeout) : std::nullopt;
}

/// Waits until the call that was begun on the MQTT client has returned, then goes on with what it returned.
template <typename Next>  // Outcome(Module&, int)
Outcome await_call(std::string_view waits_for, Next next) {
  return Outcome::wait(waits_for, [next = std::move(next)](Module& module) -> Outcome {
    const auto returned = module.mqtt.take_returned();
    return returned ? next(module, *returned) : Outcome::still_waiting();
  });
}

/// Waits for the event of `bit`, for the loss of the connection, or for the deadline if there is one (mqtt.md 2). `next` is told whether
/// the event has come.
template <typename Next>  // Outcome(Module&, bool arrived)
Outcome await_acknowledgement(std::string_view waits_for, MqttService::Bits bit, std::optional<Time> deadline, Next next) {
  const auto resume = [bit, deadline, next = std::move(next)](Module& module) -> Outcome {
    const unsigned failures = MqttService::bit_disconnected | MqttService::bit_error | MqttService::bit_failed;
    const auto bits = module.mqtt.take_bits(bit | failures);
    const bool is_over = deadline && module.now >= *deadline;
    if (!bits && !is_over) return Outcome::still_waiting();
    const bool arrived = bits && (*bits & failures) == 0;
    if (!arrived) module.out.because(bits ? "the connection was lost or the broker refused" : "no acknowledgement came in time");
    return next(module, arrived);
  };
  return Outcome::wait(waits_for, resume, deadline);
}

}  // namespace espat::at
