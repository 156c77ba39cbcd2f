#pragma once

#include "scenarios/visible.hpp"

namespace espat::emulator {

using scenarios::visible;

}  // namespace espat::emulator
