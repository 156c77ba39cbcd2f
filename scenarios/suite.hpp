#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espat::scenarios {

/// How one scenario of a run of several ended.
struct Suite {
  enum class Result {
    passed,
    failed,  ///< an expectation
    timed_out,
    skipped,             ///< something it needs is not installed
    environment_failed,  ///< it could not be run
    command_failed,      ///< it passed, but the host command did not end with 0
  };
  std::string file;
  std::string name;
  Result result = Result::passed;
  double seconds = 0;
  std::uint64_t seed = 0;
  std::string report;                      ///< why it did not pass, several lines
  std::string history;                     ///< the lines of the UART with their times
  std::optional<int> command_status = {};  ///< none: there was no command, or it had not ended
  std::string command_output = {};         ///< the last of what it wrote, when that was kept
};

std::string_view name(Suite::Result result);

/// JUnit XML with one test suite per scenario.
std::string junit_xml(const std::vector<Suite>& suites);

}  // namespace espat::scenarios
