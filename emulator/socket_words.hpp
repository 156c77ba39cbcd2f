#pragma once

#include <string>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"

namespace espat::emulator {

/// What an effect asks of sockets, names, ping, time or HTTP, in words; empty for other effects.
std::string socket_words(const at::Effect& effect);

/// What the network reports of them, in words; empty for other inputs.
std::string socket_words(const at::Input& input);

}  // namespace espat::emulator
