#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind insert() {
  return {Place::uart,
          "insert",
          "bytes that nobody sent arrive in front of a byte",
          "byte",
          true,
          {{"insert", ValueKind::text, "these bytes", true}},
          [](FaultCall call) {
            const auto precede = [text = call.arguments.text("insert")](const Piece& struck, Random&, Pieces& passed) {
              passed.push_back({struck.time, text + struck.bytes});
            };
            return on_line(call, UartFault::Unit::byte, precede);
          }};
}

}  // namespace espat::scenarios::faults
