#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "emulator/scenario_program.hpp"
#include "scenarios/suite.hpp"

namespace espat::emulator {

/// Runs them, `jobs` at a time, every one in a thread and with an event loop of its own. `ended` is told how each of them ended, one after
/// the other. Throws Failure for what is wrong with the command line, and Interrupted; then no further one is begun.
void run_queue(const std::vector<ScenarioRun>& runs, int jobs, const std::function<void(std::size_t index, scenarios::Suite suite)>& ended);

}  // namespace espat::emulator
