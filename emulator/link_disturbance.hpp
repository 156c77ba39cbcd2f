#pragma once

#include "emulator/device_fault.hpp"
#include "net/link.hpp"
#include "scenarios/removal.hpp"

namespace espat::emulator {

/// Lets a fault stand between the device and its brokers until the removal is called.
scenarios::Removal disturb_links(const AddDeviceFault& add, net::LinkFault fault);

}  // namespace espat::emulator
