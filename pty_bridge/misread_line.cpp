#include "pty_bridge/misread_line.hpp"

namespace espat::uart {
namespace {

constexpr std::int64_t second = 1'000'000'000'000;  // in picoseconds

int parity_bits(const at::UartSettings& frame) { return frame.parity == 0 ? 0 : 1; }

bool parity_level(unsigned value, const at::UartSettings& frame) {
  const bool is_odd = (__builtin_popcount(value) & 1) != 0;
  return frame.parity == 1 ? !is_odd : is_odd;
}

}  // namespace

std::string MisreadLine::read(std::string_view bytes, const at::UartSettings& frame, int sender_baud, int receiver_baud) {
  const std::int64_t sent_bit = second / sender_baud;
  const std::int64_t read_bit = second / receiver_baud;
  const std::int64_t stop_time = sent_bit * (frame.stop_bits + 1) / 2;
  std::string received;
  for (const char byte : bytes) {
    const unsigned value = static_cast<unsigned char>(byte) & ((1U << static_cast<unsigned>(frame.data_bits)) - 1);
    hold(false, sent_bit, frame, read_bit, received);
    for (int bit = 0; bit < frame.data_bits; ++bit)
      hold((value >> static_cast<unsigned>(bit) & 1U) != 0, sent_bit, frame, read_bit, received);
    if (parity_bits(frame) > 0) hold(parity_level(value, frame), sent_bit, frame, read_bit, received);
    hold(true, stop_time, frame, read_bit, received);
  }
  return received;
}

std::string MisreadLine::rest(const at::UartSettings& frame, int receiver_baud) {
  constexpr int longer_than_a_frame = 16;
  const std::int64_t bit_time = second / receiver_baud;
  std::string received;
  hold(true, longer_than_a_frame * bit_time, frame, bit_time, received);
  return received;
}

void MisreadLine::hold(bool level, std::int64_t duration, const at::UartSettings& frame, std::int64_t bit_time, std::string& received) {
  while (duration > 0) {
    if (state_ == State::broken && level) state_ = State::idle;
    if (state_ == State::broken || (state_ == State::idle && level)) return;
    if (state_ == State::idle) {
      state_ = State::in_frame;
      to_next_sample_ = bit_time * 3 / 2;
      bits_ = 0;
      value_ = 0;
    }
    if (to_next_sample_ > duration) {
      to_next_sample_ -= duration;
      return;
    }
    duration -= to_next_sample_;
    to_next_sample_ = bit_time;
    if (sample(level, frame, received)) state_ = level ? State::idle : State::broken;
  }
}

// True at the end of the frame; a byte without its stop bit is received all the same.
bool MisreadLine::sample(bool level, const at::UartSettings& frame, std::string& received) {
  if (bits_ < frame.data_bits && level) value_ |= 1U << static_cast<unsigned>(bits_);
  if (bits_++ < frame.data_bits + parity_bits(frame)) return false;
  received += static_cast<char>(value_);
  return true;
}

}  // namespace espat::uart
