#include <algorithm>
#include <array>
#include <numeric>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

FaultKind flip() {
  return {Place::uart,
          "flip",
          "bit errors",
          "byte",
          true,
          {{.name = "flip", .kind = ValueKind::count, .help = "how many bits of the byte, chosen at random (1)", .highest = 8}},
          [](FaultCall call) {
            const auto flip_bits = [bits = call.arguments.count("flip")](const Piece& struck, Random& random, Pieces& passed) {
              std::array<unsigned, 8> places{};
              std::iota(places.begin(), places.end(), 0U);
              auto byte = static_cast<unsigned char>(struck.bytes.front());
              for (std::size_t i = 0; i < static_cast<std::size_t>(bits); ++i) {
                std::swap(places[i], places[i + random.below(places.size() - i)]);
                byte ^= static_cast<unsigned char>(1U << places[i]);
              }
              passed.push_back({struck.time, std::string(1, static_cast<char>(byte))});
            };
            return on_line(call, UartFault::Unit::byte, flip_bits);
          }};
}

}  // namespace espat::scenarios::faults
