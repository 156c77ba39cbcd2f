#include "scenarios/strikes.hpp"

namespace espat::scenarios {

bool Strikes::next() {
  if (is_over() || ++seen_ < rule_.nth) return false;
  if (rule_.every && (seen_ - rule_.nth) % *rule_.every != 0) return false;
  if (rule_.probability && !random_.chance(*rule_.probability)) return false;
  ++taken_;
  return true;
}

}  // namespace espat::scenarios
