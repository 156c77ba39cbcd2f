#pragma once

#include <cstdint>
#include <string>

#include "scenarios/scenario.hpp"

namespace espat::emulator {

/// Reads a scenario that the command line names. Throws Failure (bad_command_line) at the place of a mistake.
scenarios::Scenario read_scenario_for_user(const std::string& path);

/// A seed that nobody has asked for, short enough to be typed again.
std::uint64_t any_seed();

}  // namespace espat::emulator
