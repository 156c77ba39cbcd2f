#pragma once

#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"

namespace espat::emulator {

/// Without certificates of the user's the module trusts the private broker and has a certificate for it. A flash that is kept is left
/// alone.
DeviceOptions equipped(DeviceOptions options, const BrokerAccess& access);

}  // namespace espat::emulator
