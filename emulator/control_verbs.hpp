#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>
#include <variant>

#include "emulator/control_scene.hpp"
#include "scenarios/scenario.hpp"

namespace espat::emulator {

/// What a verb makes of a request: the answer's fields, or a step in which the connection waits and answers then.
using ControlResult = std::variant<nlohmann::json, scenarios::Scenario>;

/// A request that is about the device, not about the connection.
struct ControlVerb {
  std::string_view name;
  ControlResult (*carry_out)(ControlScene& scene, nlohmann::json request);
};

std::span<const ControlVerb> control_verbs();

}  // namespace espat::emulator
