#include "scenarios/visible.hpp"

#include <fmt/format.h>

namespace espat::scenarios {
namespace {

std::string visible(unsigned char byte) {
  switch (byte) {
    case '\r':
      return "\\r";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      break;
  }
  const bool printable = byte >= 0x20 && byte < 0x7f;
  return printable ? std::string(1, static_cast<char>(byte)) : fmt::format("\\x{:02x}", byte);
}

}  // namespace

std::string visible(std::string_view bytes) {
  std::string line;
  for (const char byte : bytes) line += visible(static_cast<unsigned char>(byte));
  return line;
}

}  // namespace espat::scenarios
