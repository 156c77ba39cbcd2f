#pragma once

#include "emulator/options.hpp"

namespace espat::emulator {

/// `espat ctl`: one request to a running espat, its answer on stdout, errors on stderr. Returns the exit code: 0, 1 when an expectation
/// failed. Throws Failure when the request makes no sense (bad_command_line), or nothing answers or it cannot be done (environment_failed).
int ctl(const CtlOptions& options);

}  // namespace espat::emulator
