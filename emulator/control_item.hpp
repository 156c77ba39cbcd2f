#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenarios/scenario.hpp"

namespace espat::emulator {

/// A scenario with one step, which is a request's item of the scenario language as JSON: `{"uart": "to_host", "slice": 1}`,
/// `{"device_sends": {"line": "ready", "within": "5s"}}`. Throws ControlError when the language has no such item.
scenarios::Scenario scenario_of(const nlohmann::json& item);

}  // namespace espat::emulator
