#pragma once

#include <chrono>
#include <string>

namespace espat::scenarios {

/// Time since the scenario began. Nothing here has a clock: whoever drives it says what time it is.
using Time = std::chrono::microseconds;

/// As the language writes it, in the largest unit that is exact: "2s", "30ms", "87us".
std::string to_string(Time time);

}  // namespace espat::scenarios
