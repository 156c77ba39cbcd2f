#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"

namespace espat::emulator {

/// The names by which a module may call its private broker, for the certificate: `broker`, and all that the user maps.
std::vector<std::string> broker_names(const DeviceOptions& options);

/// The module finds a broker, which is really at `place`, as `broker` at this port. What the user maps to that leads there as well.
void name_broker(net::AddressMap& map, std::uint16_t port, const net::Address& place);

/// The module finds the broker, which has started, by its name at the ports of docs/scenarios.md. Without certificates of the user's it
/// trusts the broker and has a certificate for it; a flash that is kept is left alone.
DeviceOptions equipped(DeviceOptions options, const PrivateBroker& broker);

}  // namespace espat::emulator
