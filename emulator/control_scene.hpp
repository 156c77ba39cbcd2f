#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/device_history.hpp"
#include "scenarios/scenario.hpp"

namespace espat::emulator {

class Device;
class Director;

/// What the control API acts on.
struct ControlScene {
  Device& device;
  Director& director;
  nlohmann::json ready;        ///< what the first line on stdout said
  std::function<void()> quit;  ///< the program ends as asked
  DeviceHistory history = {};
};

}  // namespace espat::emulator
