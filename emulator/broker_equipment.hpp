#pragma once

#include <string_view>

#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"

namespace espat::emulator {

/// The name by which a module finds its private broker.
constexpr std::string_view broker_name = "broker";

/// The module finds the broker, which has started, by its name, at 1883 and, for TLS, WebSocket and a password, at other ports
/// (docs/scenarios.md). Without certificates of the user's it trusts the broker and has a certificate for it; a flash that is kept is left
/// alone.
DeviceOptions equipped(DeviceOptions options, const PrivateBroker& broker);

}  // namespace espat::emulator
