#pragma once

#include <cstdint>
#include <string>

namespace espat::at {

/// `value` in `digits` digits, with the letters of "0123456789abcdef" or their capitals.
inline std::string hexadecimal(std::uint32_t value, int digits, bool capitals = false) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U) {
    *digit = (capitals ? "0123456789ABCDEF" : "0123456789abcdef")[value & 0xFU];
  }
  return text;
}

/// `value` without leading zeros.
inline std::string hexadecimal(std::uint32_t value) {
  const std::string text = hexadecimal(value, 8);
  return value == 0 ? "0" : text.substr(text.find_first_not_of('0'));
}

}  // namespace espat::at
