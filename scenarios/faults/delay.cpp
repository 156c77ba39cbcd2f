#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind delay() {
  return {Place::uart,
          "delay",
          "a write arrives later",
          "write",
          false,
          {{"delay", ValueKind::duration, "by this time", true}, {"jitter", ValueKind::duration, "and a random part of this time (0s)"}},
          [](FaultCall call) {
            const auto later = [delay = call.arguments.duration("delay"), jitter = call.arguments.duration("jitter")](
                                   const Piece& struck, Random& random, Pieces& passed) {
              passed.push_back({struck.time + delay + random.between(Time{0}, jitter), struck.bytes});
            };
            return on_line(call, UartFault::Unit::write, later);
          }};
}

}  // namespace espat::scenarios::faults
