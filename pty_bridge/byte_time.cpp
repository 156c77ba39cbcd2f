#include "pty_bridge/byte_time.hpp"

#include <cstdint>

namespace espat::uart {

std::chrono::nanoseconds byte_time(const at::UartSettings& settings, int baud) {
  // Counted in half bits because one and a half stop bits exist; stop_bits 1, 2, 3 are 2, 3, 4 of them.
  const int parity_bits = settings.parity == 0 ? 0 : 1;
  const std::int64_t half_bits = 2 * (1 + settings.data_bits + parity_bits) + settings.stop_bits + 1;
  const std::int64_t halves_per_second = 2 * static_cast<std::int64_t>(baud);
  return std::chrono::nanoseconds((half_bits * 1'000'000'000 + halves_per_second - 1) / halves_per_second);
}

}  // namespace espat::uart
