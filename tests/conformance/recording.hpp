#pragma once

#include <string>
#include <vector>

#include "at_engine/time.hpp"
#include "tests/conformance/client_trace.hpp"

namespace espat::conformance {

/// One write on the AT UART.
struct Write {
  at::Time time{};  ///< since the first step
  std::string bytes;
  bool operator==(const Write&) const = default;
};

/// What came out of a device, or of the firmware.
struct Recording {
  std::vector<Write> writes;
  std::string log;                ///< the log UART, in the form of log_text.hpp
  std::vector<ClientCall> calls;  ///< what was asked of the MQTT client
  std::vector<Write> sent;        ///< what the network took; the recordings keep 600 bytes of each

  std::string bytes() const {
    std::string all;
    for (const Write& write : writes) all += write.bytes;
    return all;
  }
};

}  // namespace espat::conformance
