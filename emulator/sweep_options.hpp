#pragma once

#include "emulator/options.hpp"

namespace CLI {
class App;
}

namespace espat::emulator {

/// The verb `sweep`, whose options are read into `sweep`.
CLI::App* add_sweep(CLI::App& app, SweepOptions& sweep);

/// What was read, complete, with the options of the modules. Throws Failure (bad_command_line).
SweepOptions read_sweep(SweepOptions sweep, DeviceOptions device);

}  // namespace espat::emulator
