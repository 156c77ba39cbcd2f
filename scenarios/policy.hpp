#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/dialogue.hpp"
#include "scenarios/fault_point.hpp"

namespace espat::scenarios {

/// What a sweep leaves open to its user.
struct SweepWishes {
  std::optional<std::string> urc;  ///< what is inserted, with its line end; none: what the module could say at that place
  bool has_private_broker = true;  ///< so that it can be killed
};

/// A command of the dialogue at which something can go wrong.
struct Spot {
  const Dialogue& dialogue;
  std::size_t index;  ///< of the command
  const SweepWishes& wishes;

  const Exchange& exchange() const { return dialogue.exchanges()[index]; }
};

/// A way in which things go wrong.
struct Policy {
  std::string_view name;
  std::string_view help;
  std::vector<FaultPoint> (*points)(const Spot& spot);  ///< without policy, and with only the end of their names
};

std::span<const Policy> policies();

/// Every point of the `names`d policies, command by command in the order of the dialogue.
std::vector<FaultPoint> fault_points(const Dialogue& dialogue, const std::vector<std::string>& names, const SweepWishes& wishes);

}  // namespace espat::scenarios
