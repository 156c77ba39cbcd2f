#pragma once

#include "at_engine/inputs.hpp"
#include "tests/conformance/step.hpp"

namespace espat::conformance {

/// What the engine is told. Throws std::invalid_argument when there is no such action.
at::Input air_input(const ChangeAir& step);

}  // namespace espat::conformance
