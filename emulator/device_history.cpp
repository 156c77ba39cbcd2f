#include "emulator/device_history.hpp"

#include <utility>

namespace espat::emulator {

void DeviceHistory::add(Happening happening) {
  constexpr std::size_t limit = 10'000;
  if (kept_.size() == limit) {
    kept_.pop_front();
    ++first_;
  }
  kept_.push_back(std::move(happening));
}

}  // namespace espat::emulator
