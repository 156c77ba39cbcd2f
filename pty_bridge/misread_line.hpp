#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "at_engine/effects.hpp"

namespace espat::uart {

/// What a receiver makes of bytes that were sent at another speed: it waits for a start bit and samples the line in the middle of its own
/// bits. The same bytes give the same garbage. The bytes of successive calls stand on the line without a gap.
class MisreadLine {
 public:
  /// `frame`: how both sides set data bits, parity and stop bits.
  std::string read(std::string_view bytes, const at::UartSettings& frame, int sender_baud, int receiver_baud);

  /// What an idle line completes.
  std::string rest(const at::UartSettings& frame, int receiver_baud);

  void reset() { *this = {}; }

 private:
  enum class State { idle, in_frame, broken };  ///< broken: after a frame without stop bit, until the line is high

  void hold(bool level, std::int64_t duration, const at::UartSettings& frame, std::int64_t bit_time, std::string& received);
  bool sample(bool level, const at::UartSettings& frame, std::string& received);

  State state_ = State::idle;
  std::int64_t to_next_sample_ = 0;  ///< picoseconds
  int bits_ = 0;                     ///< sampled of this frame
  unsigned value_ = 0;
};

}  // namespace espat::uart
