#include <algorithm>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind slice() {
  return {Place::uart,
          "slice",
          "a write arrives in small pieces",
          "write",
          false,
          {{"slice", ValueKind::count, "bytes in a piece (1)"}, {"gap", ValueKind::duration, "the time between two pieces (1ms)"}},
          [](FaultCall call) {
            // A write that comes while the one before it is still on its way begins when that ends.
            const auto cut = [size = static_cast<std::size_t>(call.arguments.count("slice")),
                              gap = call.arguments.duration("gap", std::chrono::milliseconds(1)),
                              end = Time{0}](const Piece& struck, Random&, Pieces& passed) mutable {
              Time time = std::max(struck.time, end);
              for (std::size_t at = 0; at < struck.bytes.size(); at += size, time += gap) {
                passed.push_back({time, struck.bytes.substr(at, size)});
                end = time;
              }
            };
            return on_line(call, UartFault::Unit::write, cut);
          }};
}

}  // namespace espat::scenarios::faults
