#pragma once

#include <string>

#include "tests/conformance/run.hpp"

namespace espat::conformance {

/// "engine.jsonl, esp32c3-v3.3.0.0: 3091 passed, 0 failed", and the first `shown_failures` of the failures in full.
std::string report(const CaseFile& file, const std::string& profile_name, const RunResult& result, std::size_t shown_failures);

}  // namespace espat::conformance
