#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/parameter.hpp"

namespace espat::scenarios {

/// A mapping of the language: its name, what it is, and its keys. The parser and the schema both read these tables.
struct Structure {
  std::string_view name;
  std::string_view help;
  std::vector<Parameter> keys;
  /// The key whose value may stand for the whole mapping: `wait: 2s`; empty when there is none.
  std::string_view shorthand = {};
};

/// All of them. What may begin an item of a list is a structure as well: of the list's name.
std::span<const Structure> structures();

/// The one of that name, which must exist.
const Structure& structure(std::string_view name);

/// The keys that a fault has beside its own parameters; those on opportunities only where it has some.
inline constexpr std::string_view fault_keys = "fault";
inline constexpr std::string_view strike_keys = "strikes";
inline constexpr std::string_view standing_keys = "standing fault";

/// The names of at::MqttState, in its order.
std::span<const std::string_view> mqtt_state_names();

}  // namespace espat::scenarios
