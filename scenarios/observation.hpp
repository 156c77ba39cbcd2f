#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "at_engine/mqtt/mqtt_state.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

// What a scenario sees of the device, in the order in which it happens.

/// One byte that a side has sent, before any fault on the UART.
struct ByteSent {
  Direction direction;
  char byte;
  std::int64_t total;                    ///< bytes of this direction, with this one
  std::optional<std::string_view> line;  ///< the line that it ends, without its end
};
struct MqttStateReached {
  at::MqttState state;
};
using Observation = std::variant<ByteSent, MqttStateReached>;

}  // namespace espat::scenarios
