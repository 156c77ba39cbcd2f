#pragma once

#include <string>

namespace espat::emulator {

/// Where the control API is: `unix:PATH` or `tcp:HOST:PORT`.
struct ControlAddress {
  enum class Kind { unix_path, tcp } kind;
  std::string place;
};

/// Throws std::invalid_argument, the rest of a sentence, when it is not of this form.
ControlAddress parse_control_address(const std::string& text);

}  // namespace espat::emulator
