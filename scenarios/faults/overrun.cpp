#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind overrun() {
  return {Place::uart,
          "overrun",
          "the receiver reads its FIFO too rarely: what does not fit until then is lost",
          "write",
          false,
          {{"overrun", ValueKind::count, "bytes that the FIFO holds (128)"},
           {"read_every", ValueKind::duration, "the time between two readings (10ms)"}},
          [](FaultCall call) {
            struct Fifo {
              std::size_t room = 0;
              Time next_reading{0};
            };
            const auto fill = [size = static_cast<std::size_t>(call.arguments.count("overrun", 128)),
                               pause = call.arguments.duration("read_every", std::chrono::milliseconds(10)),
                               fifo = Fifo{}](const Piece& struck, Random&, Pieces& passed) mutable {
              if (struck.time >= fifo.next_reading) fifo = {size, struck.time + pause};
              const std::string taken = struck.bytes.substr(0, fifo.room);
              fifo.room -= taken.size();
              passed.push_back({fifo.next_reading, taken});
            };
            return on_line(call, UartFault::Unit::write, fill);
          }};
}

}  // namespace espat::scenarios::faults
