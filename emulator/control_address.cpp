#include "emulator/control_address.hpp"

#include <stdexcept>

namespace espat::emulator {

ControlAddress parse_control_address(const std::string& text) {
  if (text.starts_with("unix:") && text.size() > 5) return {ControlAddress::Kind::unix_path, text.substr(5)};
  if (text.starts_with("tcp:") && text.size() > 4) return {ControlAddress::Kind::tcp, text.substr(4)};
  throw std::invalid_argument("\"" + text + "\" is no address; write unix:PATH or tcp:HOST:PORT");
}

}  // namespace espat::emulator
