#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "scenarios/random.hpp"

namespace espat::scenarios {

/// Which of its opportunities (bytes, writes, connections, packets) a fault takes, as written beside it.
struct StrikeRule {
  std::int64_t nth = 1;               ///< the first opportunity that it may take, counted from 1 since the fault was added
  std::optional<std::int64_t> every;  ///< from there on only each so-manieth
  std::optional<double> probability;  ///< with which it takes one of those, 0 to 1; none: always
  std::optional<std::int64_t> times;  ///< how many it takes at most; none: no limit
};

/// The decisions of one fault, one per opportunity.
class Strikes {
 public:
  Strikes(StrikeRule rule, Random random) : rule_(rule), random_(std::move(random)) {}

  /// Whether the fault takes this opportunity.
  bool next();
  /// Whether it will never take one again.
  bool is_over() const { return rule_.times && taken_ >= *rule_.times; }

  /// For what the fault does when it strikes.
  Random& random() { return random_; }

 private:
  StrikeRule rule_;
  Random random_;
  std::int64_t seen_ = 0;
  std::int64_t taken_ = 0;
};

}  // namespace espat::scenarios
