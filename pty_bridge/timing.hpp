#pragma once

namespace espat::uart {

/// `real`: bytes at the line rate and the chunks of a real UART; `instant`: neither.
enum class Timing { real, instant };

}  // namespace espat::uart
