#pragma once

#include <string_view>

namespace espat::emulator {

/// Stands on the AT UART between the line and the firmware, and passes on what and when it wants to.
class UartInterceptor {
 public:
  virtual ~UartInterceptor() = default;
  /// One chunk from the host, as the firmware would receive it.
  virtual void host_wrote(std::string_view chunk) = 0;
  /// One write of the firmware.
  virtual void firmware_wrote(std::string_view bytes) = 0;
  /// The firmware has done all that one instant brought.
  virtual void settled() = 0;
};

}  // namespace espat::emulator
