#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <variant>

#include "at_engine/effects.hpp"
#include "at_engine/mqtt/mqtt_state.hpp"
#include "at_engine/station.hpp"
#include "pty_bridge/transcript.hpp"

namespace espat::emulator {

// What happens at a device, for those who look on.

/// One chunk from the host, or one write of the firmware.
struct UartPassed {
  uart::Transcript::Direction direction;
  std::string bytes;
};
struct MqttStateChanged {
  at::MqttState state;
};
struct WifiStateChanged {
  at::Station::State state;
};
/// A fault that the control API began or took back; one that acts at once begins and never ends.
struct FaultChanged {
  std::string name;
  bool stands;
};

struct Happening {
  std::chrono::microseconds time;  ///< since power-up
  std::variant<UartPassed, MqttStateChanged, WifiStateChanged, FaultChanged, at::Note> what;
};

/// Called from within the device's work: it may look, and must not act on the device.
using Onlooker = std::function<void(const Happening& happening)>;

}  // namespace espat::emulator
