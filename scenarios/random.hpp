#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "scenarios/time.hpp"

namespace espat::scenarios {

/// A stream of random choices that is the same for the same seed and name on every machine: the standard fixes the generator's numbers,
/// and what is made of them is written here, because the standard leaves its distributions to the library.
class Random {
 public:
  /// Each `stream` of a seed is independent of the others, so that one fault's choices do not shift another's.
  Random(std::uint64_t seed, std::string_view stream);

  /// 0 to `limit` - 1; `limit` at least 1.
  std::uint64_t below(std::uint64_t limit);
  /// True with this probability, 0 to 1.
  bool chance(double probability);
  /// Any time from `lowest` to `highest`.
  Time between(Time lowest, Time highest);

 private:
  std::mt19937_64 generator_;
};

}  // namespace espat::scenarios
