#include "emulator/scenario_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "emulator/failure.hpp"
#include "emulator/junit_file.hpp"
#include "emulator/scenario_file.hpp"
#include "emulator/scenario_queue.hpp"

namespace espat::emulator {
namespace {

using scenarios::Scenario;
using scenarios::Suite;

Scenario read(const std::string& file, bool has_command) {
  Scenario scenario = read_scenario_for_user(file);
  if (!scenario.host && !has_command) {
    throw Failure(ExitCode::bad_command_line,
                  fmt::format("{}: nobody plays the host; give the scenario a `host:`, or the host firmware after --", file));
  }
  return scenario;
}

void print(const Suite& suite, bool json) {
  if (json) {
    const nlohmann::ordered_json line{{"event", "scenario"},          {"file", suite.file},       {"name", suite.name},
                                      {"result", name(suite.result)}, {"seconds", suite.seconds}, {"seed", suite.seed},
                                      {"report", suite.report}};
    std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << std::endl;
    return;
  }
  std::cout << fmt::format("{}: {} ({}, {:.2f} s, seed {})\n{}", name(suite.result), suite.file, suite.name, suite.seconds, suite.seed,
                           suite.report)
            << std::flush;
}

/// The worst of all.
int exit_code(const std::vector<Suite>& suites) {
  const auto any = [&](Suite::Result result) {
    return std::any_of(suites.begin(), suites.end(), [&](const Suite& suite) { return suite.result == result; });
  };
  if (any(Suite::Result::environment_failed)) return static_cast<int>(ExitCode::environment_failed);
  if (any(Suite::Result::failed)) return static_cast<int>(ExitCode::expectation_failed);
  if (any(Suite::Result::timed_out)) return static_cast<int>(ExitCode::timed_out);
  for (const Suite& suite : suites) {
    if (suite.result == Suite::Result::command_failed) return *suite.command_status;
  }
  const bool nothing_ran = !any(Suite::Result::passed);
  return static_cast<int>(nothing_ran ? ExitCode::skipped : ExitCode::ended_as_asked);
}

}  // namespace

int run_scenarios(const RunOptions& options) {
  if (options.device.transcript && options.files.size() > 1) {
    throw Failure(ExitCode::bad_command_line, "--transcript is for one scenario; run them one by one, or use --junit");
  }
  std::vector<Scenario> scenarios;
  scenarios.reserve(options.files.size());
  for (const std::string& file : options.files) scenarios.push_back(read(file, !options.command.empty()));
  try {
    std::vector<ScenarioRun> runs;
    runs.reserve(scenarios.size());
    for (const Scenario& scenario : scenarios) {
      runs.push_back({scenario, options.device, options.command, options.seed.value_or(scenario.seed.value_or(any_seed()))});
    }
    std::vector<Suite> suites(runs.size());
    run_queue(runs, options.jobs, [&](std::size_t index, Suite suite) {
      print(suite, options.device.json);
      suites[index] = std::move(suite);
    });
    if (options.junit) write_junit(*options.junit, suites);
    return exit_code(suites);
  } catch (const Interrupted& interrupted) {
    return 128 + interrupted.signal();
  }
}

}  // namespace espat::emulator
