#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "at_engine/time.hpp"

namespace espat::at {

/// The command ends with these bytes.
struct AnswerInstead {
  std::string text;
};

/// The command ends with ERROR.
struct FailInstead {
  std::uint32_t code = 0;  ///< of "ERR CODE:0x........"; 0: none
};

/// The command goes on until the chip restarts.
struct RunForEver {};

/// What becomes of a command line that is not carried out.
using Intervention = std::variant<AnswerInstead, FailInstead, RunForEver>;

/// What keeps the firmware from its work.
struct Disturbance {
  /// Asked for each whole line, without its end; none: the line is carried out.
  std::function<std::optional<Intervention>(std::string_view line)> intervene;
  Time busy_until{0};  ///< what comes before then is answered "busy p..."
  /// What the heap has left, in bytes, where it is less than usual.
  std::optional<std::size_t> free_memory;
};

/// The disturbance changes.
struct FirmwareDisturbed {
  std::function<void(Disturbance&, Time now)> change;
};

/// The chip starts again at once, as after a crash.
struct FirmwareCrashed {
  std::string boot_noise;  ///< what the boot loader puts on the AT UART
};

}  // namespace espat::at
