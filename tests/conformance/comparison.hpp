#pragma once

#include <optional>
#include <string>

#include "tests/conformance/recorded_case.hpp"
#include "tests/conformance/recording.hpp"

namespace espat::conformance {

/// What is compared besides the bytes on the AT UART.
struct ComparisonOptions {
  bool writes_and_times = false;
  bool log = false;
  bool calls = false;
};

/// How two recordings differ, as text for a person: what was expected, what was received, and where the first difference is. None when
/// they do not.
std::optional<std::string> difference(const RecordedCase& recorded_case, const Recording& expected, const Recording& received,
                                      const ComparisonOptions& options);

}  // namespace espat::conformance
