#pragma once

#include "emulator/options.hpp"

namespace espat::emulator {

/// `espat sweep`: runs the host firmware once to learn its dialogue, and then once for each fault point in it. Prints what it found, and
/// writes JUnit and reproductions. Returns the exit code: 0 all passed, 1 there are findings, or the firmware does not pass even when
/// nothing goes wrong, 3 a run was not possible, 42 it does not end even when nothing goes wrong. Throws Failure for what is wrong with
/// the command line or the scenario.
int sweep(const SweepOptions& options);

}  // namespace espat::emulator
