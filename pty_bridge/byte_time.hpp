#pragma once

#include <chrono>

#include "at_engine/effects.hpp"

namespace espat::uart {

/// The UART's clock.
using Clock = std::chrono::steady_clock;

/// How long one byte with its start, parity and stop bits takes on a line of `baud`, rounded up to whole nanoseconds.
std::chrono::nanoseconds byte_time(const at::UartSettings& settings, int baud);

}  // namespace espat::uart
