#pragma once

#include <string>
#include <string_view>

namespace espat::conformance {

/// The bytes that a JSON string of a case stands for: each of its characters, U+0000 to U+00FF, is one byte.
/// Throws std::invalid_argument on any other character.
std::string bytes_of(std::string_view utf8);

/// Bytes for a person to read: printable ASCII as it is, everything else as a C escape.
std::string visible(std::string_view bytes);

}  // namespace espat::conformance
