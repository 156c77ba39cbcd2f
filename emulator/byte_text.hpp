#pragma once

#include <string>
#include <string_view>

#include "scenarios/byte_text.hpp"

namespace espat::emulator {

using scenarios::text_of;

/// The bytes of a JSON value. Throws std::invalid_argument, one sentence, when a character is no byte.
std::string bytes_of(std::string_view text);

}  // namespace espat::emulator
