#pragma once

#include <string>

#include "at_engine/coverage.hpp"

namespace espat::emulator {

/// What the host firmware exercised of the module and what it never met, as JSON: `commands` with the count of each form that the
/// profile has, `mqtt_states`, `error_codes` with their counts, and `never` with what was left out.
std::string coverage_json(const at::Coverage& coverage);

/// The same in one sentence for the program log.
std::string coverage_sentence(const at::Coverage& coverage);

}  // namespace espat::emulator
