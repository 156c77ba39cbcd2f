#include "tests/bench/samples.hpp"

#include <algorithm>
#include <cmath>

namespace espat::bench {

double Samples::quantile(double share) const {
  std::vector<double> ordered = values_;
  std::sort(ordered.begin(), ordered.end());
  return ordered.at(static_cast<std::size_t>(std::lround(share * static_cast<double>(ordered.size() - 1))));
}

}  // namespace espat::bench
