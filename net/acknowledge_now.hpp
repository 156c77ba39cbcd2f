#pragma once

#include "net/asio.hpp"

namespace espat::net {

/// A sender that gathers small packets (mosquitto does, and Paho) holds the next one back until this one is acknowledged, which the kernel
/// puts off for 40 ms. It forgets the wish after a while, so repeat it.
void acknowledge_now(Tcp::socket& socket);

}  // namespace espat::net
