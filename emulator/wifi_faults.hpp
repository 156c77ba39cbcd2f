#pragma once

#include <utility>

#include "emulator/device_fault.hpp"
#include "scenarios/world.hpp"

namespace espat::emulator {

/// The faults on the air around one device.
class WifiFaults : public scenarios::WifiPlace {
 public:
  explicit WifiFaults(AddDeviceFault add) : add_(std::move(add)) {}

  void lose_ap() override;
  void return_ap() override;
  scenarios::Removal wrong_password() override;
  scenarios::Removal no_ip() override;
  void rssi(int dbm) override;

 private:
  AddDeviceFault add_;
};

}  // namespace espat::emulator
