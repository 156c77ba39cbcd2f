#pragma once

#include <chrono>

namespace espat::net {

/// What lies between the module and the world.
struct LinkOptions {
  /// What the Wi-Fi link adds to every exchange; half of it in each direction. 0: nothing is added.
  std::chrono::microseconds round_trip{0};
};

}  // namespace espat::net
