#pragma once

#include <chrono>

namespace espat::bench {

/// How much is measured. A block measures the floor, then the figure, so that what else the machine does hits both.
struct Effort {
  int exchange_blocks;
  int exchanges;  ///< of each block
  int starts;
  int message_blocks;
  int messages;  ///< of each block
  std::chrono::milliseconds idle_time;
  int link_blocks;
  int link_packets;  ///< of 2048 bytes, of each block
};

constexpr Effort full_effort{20, 500, 40, 7, 20'000, std::chrono::seconds(3), 7, 2'000};
constexpr Effort smoke_effort{1, 20, 1, 1, 200, std::chrono::milliseconds(100), 1, 20};

}  // namespace espat::bench
