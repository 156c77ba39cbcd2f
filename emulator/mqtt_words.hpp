#pragma once

#include <string>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"

namespace espat::emulator {

/// What an MQTT effect asks of the network, in words without passwords; empty for other effects.
std::string mqtt_words(const at::Effect& effect);

/// What an MQTT input reports from the network, in words; empty for other inputs.
std::string mqtt_words(const at::Input& input);

}  // namespace espat::emulator
