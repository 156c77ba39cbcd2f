#pragma once

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"

namespace espat::at {

/// What a network answers that does everything it is asked for, at once.
Inputs willing_answer(const Effect& asked);

}  // namespace espat::at
