#include "emulator/byte_text.hpp"

#include <stdexcept>

namespace espat::emulator {

std::string bytes_of(std::string_view text) {
  const auto bytes = scenarios::bytes_of(text);
  if (!bytes) throw std::invalid_argument("a character above U+00FF is no byte; write its UTF-8 bytes as characters of their numbers");
  return *bytes;
}

}  // namespace espat::emulator
