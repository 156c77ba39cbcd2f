#pragma once

#include <string>
#include <string_view>

namespace espat::emulator {

/// Bytes as the text of a JSON value: each byte is the character of its number, U+0000 to U+00FF, here as UTF-8.
std::string text_of(std::string_view bytes);

/// The way back. Throws std::invalid_argument, one sentence, when a character is no byte.
std::string bytes_of(std::string_view text);

}  // namespace espat::emulator
