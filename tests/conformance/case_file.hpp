#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/conformance/recorded_case.hpp"

namespace espat::conformance {

/// A file of recorded cases, one JSON object a line.
struct CaseFile {
  std::string name;  ///< without its folders
  std::vector<RecordedCase> cases;
};

/// Cases that do not say of which kind they are get that of most others in their file. `kind` overrides all.
/// Throws std::runtime_error with path, line and cause.
CaseFile read_case_file(const std::string& path, std::optional<CaseKind> kind);

}  // namespace espat::conformance
