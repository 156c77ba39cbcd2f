#pragma once

#include <cstddef>
#include <vector>

namespace espat::bench {

/// Measured values of one kind.
class Samples {
 public:
  void add(double value) { values_.push_back(value); }
  std::size_t count() const { return values_.size(); }

  /// The value below which a `share` (0..1) of them lie. There must be at least one.
  double quantile(double share) const;

 private:
  std::vector<double> values_;
};

}  // namespace espat::bench
