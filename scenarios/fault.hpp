#pragma once

#include <string_view>
#include <vector>

#include "scenarios/parameter.hpp"
#include "scenarios/removal.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

/// Where a fault acts: the key that begins it in the language.
enum class Place { uart, net, broker, wifi, firmware };

/// What a fault is given when it begins.
struct FaultCall {
  World& world;
  const Arguments& arguments;
  Direction direction = Direction::to_host;  ///< of a UART fault
  Strikes strikes;
};

/// One kind of fault: what may be written for it, and the function that makes it so.
struct FaultKind {
  Place place;
  std::string_view name;
  std::string_view help;
  std::string_view opportunity;       ///< what it can strike, one by one: "byte", "write", ...; empty: it acts at once and as a whole
  bool strikes_once = false;          ///< unless `every`, `probability` or `times` says otherwise
  std::vector<Parameter> parameters;  ///< the first is the value of its own key, when it may have one
  Removal (*begin)(FaultCall call) = nullptr;

  /// Whether something may stand behind its name.
  bool has_own_value() const { return !parameters.empty() && parameters.front().name == name; }
};

}  // namespace espat::scenarios
