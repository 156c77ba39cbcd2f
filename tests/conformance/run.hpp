#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/conformance/case_file.hpp"
#include "tests/conformance/comparison.hpp"
#include "tests/conformance/exclusions.hpp"

namespace espat::conformance {

struct Failure {
  const RecordedCase* recorded_case = nullptr;
  std::string text;
};

/// The outcome of the cases of one file for one profile.
struct RunResult {
  int passed = 0;
  int excluded = 0;
  std::map<std::string, int> not_run;  ///< how many for which reason
  std::vector<Failure> failures;
};

/// Runs every case of `file` that has an output of `profile_name`. Failures point into `file`.
RunResult run_file(const CaseFile& file, const std::string& profile_name, const ComparisonOptions& options, const Exclusions& exclusions);

}  // namespace espat::conformance
