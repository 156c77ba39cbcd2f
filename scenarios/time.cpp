#include "scenarios/time.hpp"

#include <fmt/format.h>

namespace espat::scenarios {

std::string to_string(Time time) {
  if (time.count() % 1'000'000 == 0) return fmt::format("{}s", time.count() / 1'000'000);
  if (time.count() % 1'000 == 0) return fmt::format("{}ms", time.count() / 1'000);
  return fmt::format("{}us", time.count());
}

}  // namespace espat::scenarios
