#pragma once

#include <string>
#include <string_view>

namespace espat::conformance {

/// One write on the log UART as the recordings show it. A line of the log component, `I (12) at-mqtt: mqtt connected` with its line end,
/// is shown as `<3 at-mqtt> mqtt connected`; everything else stays as it is.
std::string shown_log(std::string_view write);

}  // namespace espat::conformance
