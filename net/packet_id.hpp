#pragma once

#include <cstdint>

namespace espat::net {

/// The number of a packet that is acknowledged (MQTT 3.1.1, 2.3.1); never 0.
using PacketId = std::uint16_t;

}  // namespace espat::net
