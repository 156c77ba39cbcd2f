#pragma once

#include "scenarios/suggestion.hpp"

namespace espat::emulator {

using scenarios::did_you_mean;

}  // namespace espat::emulator
