#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind duplicate() {
  return {Place::uart,
          "duplicate",
          "bytes arrive twice",
          "byte",
          true,
          {{"duplicate", ValueKind::count, "how many bytes in a row, each of them doubled (1)"}},
          [](FaultCall call) {
            const auto twice = [](const Piece& struck, Random&, Pieces& passed) {
              passed.push_back({struck.time, struck.bytes + struck.bytes});
            };
            return on_line(call, UartFault::Unit::byte, twice, call.arguments.count("duplicate"));
          }};
}

}  // namespace espat::scenarios::faults
