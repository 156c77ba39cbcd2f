#pragma once

#include <string>

#include "scenarios/scenario.hpp"

namespace espat::scenarios {

/// Reads a scenario and the files that it includes. @throws ScenarioError at the place of the first mistake
Scenario read_scenario(const std::string& path);

/// The same for a text in memory. `file` stands in messages, and includes are looked for in its directory.
Scenario parse_scenario(const std::string& yaml, const std::string& file);

}  // namespace espat::scenarios
