#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind stall() {
  return {Place::uart,
          "stall",
          "the line stands still in front of a byte; then everything arrives",
          "byte",
          true,
          {{"stall", ValueKind::duration, "for this time", true}},
          [](FaultCall call) {
            // What follows cannot overtake this byte, so that the whole line waits.
            const auto hold = [duration = call.arguments.duration("stall")](const Piece& struck, Random&, Pieces& passed) {
              passed.push_back({struck.time + duration, struck.bytes});
            };
            return on_line(call, UartFault::Unit::byte, hold);
          }};
}

}  // namespace espat::scenarios::faults
