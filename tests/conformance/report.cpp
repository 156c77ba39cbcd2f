#include "tests/conformance/report.hpp"

#include <algorithm>

namespace espat::conformance {

std::string report(const CaseFile& file, const std::string& profile_name, const RunResult& result, std::size_t shown_failures) {
  const std::size_t failed = result.failures.size();
  std::string text = file.name + ", " + profile_name + ": ";
  const char* separator = "";
  const bool has_none = result.excluded == 0 && result.not_run.empty();
  if (result.passed > 0 || failed > 0 || has_none) {
    text += std::to_string(result.passed) + " passed, " + std::to_string(failed) + " failed";
    separator = ", ";
  }
  if (result.excluded > 0) {
    text += separator + std::to_string(result.excluded) + " excluded";
    separator = ", ";
  }
  for (const auto& [reason, count] : result.not_run) {
    text += separator + std::to_string(count) + " not run (" + reason + ")";
    separator = ", ";
  }
  text += "\n";
  for (std::size_t i = 0; i < std::min(failed, shown_failures); ++i) {
    const Failure& failure = result.failures[i];
    text += "\n" + failure.recorded_case->id + ", " + profile_name + "\nsteps: " + failure.recorded_case->steps_text + "\n" + failure.text;
  }
  if (failed > 0 && shown_failures > 0) text += "\n";
  return text;
}

}  // namespace espat::conformance
