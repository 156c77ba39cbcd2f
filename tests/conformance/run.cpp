#include "tests/conformance/run.hpp"

#include <exception>

#include "at_engine/profile.hpp"
#include "tests/conformance/case_runner.hpp"

namespace espat::conformance {
namespace {

std::optional<std::string> difference_from(const RecordedCase& recorded_case, const std::string& profile_name, const at::Profile& profile,
                                           const ComparisonOptions& options) {
  try {
    const Recording received = CaseRunner(recorded_case, profile).run();
    return difference(recorded_case, recorded_case.output_of(profile_name), received, options);
  } catch (const std::exception& error) {
    return error.what() + std::string("\n");
  }
}

}  // namespace

RunResult run_file(const CaseFile& file, const std::string& profile_name, const ComparisonOptions& options, const Exclusions& exclusions) {
  const at::Profile* profile = at::find_profile(profile_name);
  RunResult result;
  for (const RecordedCase& recorded_case : file.cases) {
    if (!recorded_case.profiles.contains(profile_name)) continue;
    if (profile == nullptr) {
      ++result.not_run["this version is not emulated"];
    } else if (exclusions.covers(recorded_case.id, profile_name)) {
      ++result.excluded;
    } else if (auto text = difference_from(recorded_case, profile_name, *profile, options)) {
      result.failures.push_back({&recorded_case, std::move(*text)});
    } else {
      ++result.passed;
    }
  }
  return result;
}

}  // namespace espat::conformance
