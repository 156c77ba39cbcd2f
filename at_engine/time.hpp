#pragma once

#include <chrono>

namespace espat::at {

/// The engine's time: whole milliseconds since the device got power. The engine has no clock; whoever drives it says what time it is.
using Time = std::chrono::milliseconds;
using Duration = std::chrono::milliseconds;

}  // namespace espat::at
