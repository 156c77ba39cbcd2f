#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind drop() {
  return {
      Place::uart, "drop", "bytes are lost", "byte", true, {{"drop", ValueKind::count, "how many bytes in a row (1)"}}, [](FaultCall call) {
        const auto lose = [](const Piece&, Random&, Pieces&) {};
        return on_line(call, UartFault::Unit::byte, lose, call.arguments.count("drop"));
      }};
}

}  // namespace espat::scenarios::faults
