#pragma once

#include <fmt/format.h>

#include <string_view>

#include "emulator/failure.hpp"

namespace espat::emulator {

/// Ends the scenario that asks for a fault which the language has and this program has not.
[[noreturn]] inline void not_there(std::string_view fault) {
  throw Failure(ExitCode::environment_failed, fmt::format("this espat cannot do the fault `{}` yet; leave it out", fault));
}

}  // namespace espat::emulator
