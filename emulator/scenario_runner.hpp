#pragma once

#include "emulator/options.hpp"

namespace espat::emulator {

/// `espat run`: each scenario on a fresh device, `jobs` at a time, every one in a thread and with an event loop of its own. Prints how each
/// ended and writes the JUnit file. Returns the exit code. Throws Failure for what is wrong with the command line or a scenario.
int run_scenarios(const RunOptions& options);

}  // namespace espat::emulator
