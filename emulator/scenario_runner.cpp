#include "emulator/scenario_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "emulator/failure.hpp"
#include "emulator/scenario_file.hpp"
#include "emulator/scenario_program.hpp"

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

Suite run_one(const ScenarioRun& run) {
  const auto could_not = [&](Suite::Result result, const char* reason) {
    return Suite{run.scenario.file, run.scenario.name, result, 0, run.seed, fmt::format("{}: {}\n", run.scenario.file, reason), "", 0};
  };
  try {
    return ScenarioProgram(run).run();
  } catch (const Interrupted&) {
    throw;
  } catch (const Failure& failure) {
    if (failure.exit_code() == ExitCode::bad_command_line) throw;
    const bool skipped = failure.exit_code() == ExitCode::skipped;
    return could_not(skipped ? Suite::Result::skipped : Suite::Result::environment_failed, failure.what());
  } catch (const std::exception& failure) {
    return could_not(Suite::Result::environment_failed, failure.what());
  }
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

/// The scenarios that wait to be run, and how the others ended.
class Queue {
 public:
  Queue(const RunOptions& options, const std::vector<Scenario>& scenarios)
      : options_(options), scenarios_(scenarios), suites_(scenarios.size()) {}

  std::vector<Suite> run() {
    std::vector<std::thread> workers;
    const std::size_t jobs = std::min<std::size_t>(static_cast<std::size_t>(options_.jobs), scenarios_.size());
    for (std::size_t i = 0; i < jobs; ++i) workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers) worker.join();
    if (failure_) std::rethrow_exception(failure_);
    return std::move(suites_);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (next_ < scenarios_.size() && !failure_) {
      const std::size_t mine = next_++;
      const Scenario& scenario = scenarios_[mine];
      const std::uint64_t seed = options_.seed.value_or(scenario.seed.value_or(any_seed()));
      lock.unlock();
      Suite suite;
      std::exception_ptr failure;
      try {
        suite = run_one({scenario, options_.device, options_.command, seed});
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure) {
        failure_ = failure;
      } else {
        print(suite, options_.device.json);
        suites_[mine] = std::move(suite);
      }
    }
  }

  const RunOptions& options_;
  const std::vector<Scenario>& scenarios_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<Suite> suites_;
  std::exception_ptr failure_;
};

void write_junit(const std::string& path, const std::vector<Suite>& suites) {
  std::ofstream file(path);
  file << junit_xml(suites) << std::flush;
  if (!file) {
    throw Failure(ExitCode::environment_failed,
                  fmt::format("cannot write the JUnit file {}; name a file in a directory that exists and is yours", path));
  }
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
    if (suite.result == Suite::Result::command_failed) return suite.command_status;
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
    const std::vector<Suite> suites = Queue(options, scenarios).run();
    if (options.junit) write_junit(*options.junit, suites);
    return exit_code(suites);
  } catch (const Interrupted& interrupted) {
    return 128 + interrupted.signal();
  }
}

}  // namespace espat::emulator
