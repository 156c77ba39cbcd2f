#include "scenarios/latency.hpp"

namespace espat::scenarios {

/// The normal law by the sum of twelve uniform parts, whose standard deviation is one part.
Time Latency::draw(Random& random) const {
  if (law == JitterLaw::uniform) return delay + random.between(-jitter, jitter);
  Time sum = delay;
  for (int part = 0; part < 12; ++part) sum += random.between(-jitter / 2, jitter / 2);
  return sum;
}

}  // namespace espat::scenarios
