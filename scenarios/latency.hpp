#pragma once

#include "scenarios/random.hpp"
#include "scenarios/time.hpp"

namespace espat::scenarios {

enum class JitterLaw { uniform, normal };

/// How long each piece of data is on its way, in addition to what it takes anyway.
struct Latency {
  Time delay{0};
  Time jitter{0};  ///< of a uniform law the largest difference, of a normal one the standard deviation
  JitterLaw law = JitterLaw::uniform;

  /// For the next piece; it may be negative, for who can send it earlier.
  Time draw(Random& random) const;
};

}  // namespace espat::scenarios
