#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace espat::scenarios {

/// Bytes as the text of a YAML or JSON value: each byte is the character of its number, U+0000 to U+00FF, here as UTF-8.
std::string text_of(std::string_view bytes);

/// The way back; nothing when a character is no byte.
std::optional<std::string> bytes_of(std::string_view text);

}  // namespace espat::scenarios
