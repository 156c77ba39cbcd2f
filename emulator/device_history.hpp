#pragma once

#include <cstdint>
#include <deque>

#include "emulator/happening.hpp"

namespace espat::emulator {

/// What has happened at a device: the latest 10,000, each with a number that counts from 0 since power-up.
class DeviceHistory {
 public:
  void add(Happening happening);

  /// The number of the oldest that is kept.
  std::uint64_t begin() const { return first_; }
  /// The number that the next one will have.
  std::uint64_t end() const { return first_ + kept_.size(); }
  const Happening& operator[](std::uint64_t number) const { return kept_[number - first_]; }

 private:
  std::deque<Happening> kept_;
  std::uint64_t first_ = 0;
};

}  // namespace espat::emulator
