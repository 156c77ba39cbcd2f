#include "emulator/sweep_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <map>
#include <tuple>
#include <utility>

namespace espat::emulator {
namespace {

using scenarios::Suite;

/// The signal that ended a program with this exit code; 0 when none did.
int signal_of(int status) { return status > 128 && sigabbrev_np(status - 128) != nullptr ? status - 128 : 0; }

Verdict verdict_of(const Suite& suite, bool reached) {
  if (suite.result == Suite::Result::environment_failed || suite.result == Suite::Result::skipped) return Verdict::could_not_run;
  if (!suite.command_status) return suite.result == Suite::Result::timed_out ? Verdict::hung : Verdict::not_reached;
  if (*suite.command_status == 0) return reached ? Verdict::passed : Verdict::not_reached;
  return signal_of(*suite.command_status) != 0 ? Verdict::crashed : Verdict::failed;
}

/// How JUnit counts it.
Suite::Result result_of(Verdict verdict) {
  static constexpr std::array<Suite::Result, 6> results{Suite::Result::passed,         Suite::Result::command_failed,
                                                        Suite::Result::command_failed, Suite::Result::timed_out,
                                                        Suite::Result::skipped,        Suite::Result::environment_failed};
  return results[static_cast<std::size_t>(verdict)];
}

std::string report_of(const SweepResult& result) {
  if (result.verdict == Verdict::passed) return "";
  if (result.verdict == Verdict::could_not_run) return result.suite.report;
  std::string report = fmt::format("{}: {} {}\n", words(result), result.point.command, result.point.deed);
  if (!result.suite.command_output.empty()) report += fmt::format("the firmware wrote last:\n{}\n", result.suite.command_output);
  return report;
}

}  // namespace

SweepResult judge(const scenarios::FaultPoint& point, const scenarios::Dialogue& dialogue, Suite suite) {
  const auto lines = static_cast<std::size_t>(std::count(suite.history.begin(), suite.history.end(), '\n'));
  const Verdict verdict = verdict_of(suite, is_reached(point, dialogue));
  SweepResult result{point, verdict, lines, std::move(suite)};
  result.suite.file = point.name;
  result.suite.report = report_of(result);
  result.suite.result = result_of(verdict);
  return result;
}

bool is_finding(const SweepResult& result) {
  return result.verdict == Verdict::failed || result.verdict == Verdict::crashed || result.verdict == Verdict::hung;
}

void sort(std::vector<SweepResult>& results) {
  const auto size = [](const SweepResult& result) { return std::pair(result.lines, result.suite.seconds); };
  const auto kind = [](const SweepResult& result) { return std::pair(result.point.policy, result.verdict); };
  std::map<std::pair<std::string, Verdict>, std::pair<std::size_t, double>> smallest;
  for (const SweepResult& result : results) {
    const auto [place, is_new] = smallest.emplace(kind(result), size(result));
    if (!is_new) place->second = std::min(place->second, size(result));
  }
  const auto rank = [&](const SweepResult& result) {
    return std::tuple(!is_finding(result), result.verdict == Verdict::passed, smallest.at(kind(result)), kind(result), size(result));
  };
  std::stable_sort(results.begin(), results.end(),
                   [&](const SweepResult& one, const SweepResult& other) { return rank(one) < rank(other); });
}

std::string words(const SweepResult& result) {
  const int status = result.suite.command_status.value_or(0);
  if (result.verdict == Verdict::failed) return fmt::format("failed with {}", status);
  if (result.verdict == Verdict::crashed) return fmt::format("crashed (SIG{})", sigabbrev_np(signal_of(status)));
  return std::string(name(result.verdict));
}

std::string_view name(Verdict verdict) {
  static constexpr std::array<std::string_view, 6> names{"passed", "failed", "crashed", "hung", "not reached", "could not run"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string end_of_command(int status) {
  const int signal = signal_of(status);
  return signal == 0 ? fmt::format("ended with {}", status) : fmt::format("was ended by SIG{}", sigabbrev_np(signal));
}

}  // namespace espat::emulator
