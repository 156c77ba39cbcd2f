#pragma once

#include <functional>

namespace espat::emulator {

class Device;

/// What a fault does to a device, between two events of it.
using DeviceFault = std::function<void(Device&)>;

/// Takes faults until the device has time for them.
using AddDeviceFault = std::function<void(DeviceFault)>;

}  // namespace espat::emulator
