#include <cmath>
#include <vector>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

namespace {

/// The line's level during each of the sender's bits: start bit, eight data bits with the lowest first, stop bit; idle after the last.
std::vector<bool> levels_of(const std::string& bytes) {
  std::vector<bool> levels;
  for (const char byte : bytes) {
    levels.push_back(false);
    for (unsigned bit = 0; bit < 8; ++bit) levels.push_back((static_cast<unsigned char>(byte) >> bit & 1U) != 0);
    levels.push_back(true);
  }
  return levels;
}

/// What a receiver reads that samples in the middle of its own bits, each `ratio` of the sender's bits long.
std::string sampled(const std::vector<bool>& levels, double ratio) {
  const auto end = static_cast<double>(levels.size());
  const auto level = [&](double time) { return time >= end || levels[static_cast<std::size_t>(time)]; };
  std::string bytes;
  double time = 0;
  while (time < end) {
    if (level(time)) {
      time = std::floor(time) + 1;  // idle: a start bit can only begin where the level changes
      continue;
    }
    unsigned byte = 0;
    for (unsigned bit = 0; bit < 8; ++bit) byte |= (level(time + ratio * (bit + 1.5)) ? 1U : 0U) << bit;
    bytes += static_cast<char>(byte);
    time += ratio * 9.5;                                             // the middle of the stop bit, from where the next falling edge counts
    while (time < end && !level(time)) time = std::floor(time) + 1;  // no stop bit: a break, until the line is idle again
  }
  return bytes;
}

}  // namespace

FaultKind baud_mismatch() {
  constexpr std::int64_t slowest = 80;
  constexpr std::int64_t fastest = 5'000'000;
  return {Place::uart,
          "baud_mismatch",
          "the two sides have different line rates",
          "write",
          false,
          {{"baud_mismatch", ValueKind::count, "the receiver's rate", true, slowest, fastest},
           {"sent_at", ValueKind::count, "the sender's rate (115200)", false, slowest, fastest}},
          [](FaultCall call) {
            const double ratio =
                static_cast<double>(call.arguments.count("sent_at", 115200)) / static_cast<double>(call.arguments.count("baud_mismatch"));
            const auto garble = [ratio](const Piece& struck, Random&, Pieces& passed) {
              passed.push_back({struck.time, sampled(levels_of(struck.bytes), ratio)});
            };
            return on_line(call, UartFault::Unit::write, garble);
          }};
}

}  // namespace espat::scenarios::faults
