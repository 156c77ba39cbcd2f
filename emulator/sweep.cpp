#include "emulator/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

#include "emulator/failure.hpp"
#include "emulator/junit_file.hpp"
#include "emulator/scenario_file.hpp"
#include "emulator/scenario_queue.hpp"
#include "emulator/suggestion.hpp"
#include "emulator/sweep_report.hpp"
#include "emulator/sweep_result.hpp"
#include "scenarios/line_pattern.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/scenario_reader.hpp"

namespace espat::emulator {
namespace {

namespace fs = std::filesystem;
using scenarios::Dialogue;
using scenarios::Direction;
using scenarios::FaultPoint;
using scenarios::Scenario;
using scenarios::Suite;

/// What a run tells of its UART.
Onlooker listen_to(Dialogue& dialogue) {
  return [&dialogue](const Happening& happening) {
    const auto* passed = std::get_if<UartPassed>(&happening.what);
    if (passed == nullptr || passed->direction == uart::Transcript::Direction::log) return;
    const bool from_host = passed->direction == uart::Transcript::Direction::host;
    dialogue.add(from_host ? Direction::to_device : Direction::to_host, passed->bytes);
  };
}

/// The module in the words of a scenario, so that a reproduction needs no options.
std::string device_section(const DeviceOptions& options) {
  return fmt::format("device: {{profile: {}, wifi: {}, timing: {}, baud: {}, rtt: {}ms}}\n", options.profile->name,
                     options.station == at::StationStart::fresh ? "fresh" : "joined",
                     options.timing == uart::Timing::real ? "real" : "instant", options.baud, options.round_trip.count());
}

bool has_section(const std::string& sections, const std::string& key) {
  return sections.starts_with(key + ":") || sections.find("\n" + key + ":") != std::string::npos;
}

class Sweep {
 public:
  explicit Sweep(const SweepOptions& options) : options_(options) { read_base(); }

  int run() {
    const auto begin = std::chrono::steady_clock::now();
    if (const int code = learn(); code != 0) return code;
    find_points();
    announce();
    run_points();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    sort(results_);
    report(seconds);
    return interrupted_ ? 128 + *interrupted_ : exit_code();
  }

 private:
  void read_base();
  int learn();
  void find_points();
  void announce() const;
  void run_points();
  void report(double seconds);
  void save();
  std::string again() const;
  int exit_code() const;

  Scenario parse(const std::string& yaml, const std::string& name) const {
    Scenario scenario = scenarios::parse_scenario(yaml, directory_ / (name + ".yaml"));
    scenario.file = name;
    return scenario;
  }
  bool has_findings() const { return !results_.empty() && is_finding(results_.front()); }
  std::string file_of(std::size_t index) const {
    return fs::path(*options_.save) / fmt::format("{:02}-{}.yaml", index + 1, results_[index].point.name);
  }

  const SweepOptions& options_;
  fs::path directory_;  ///< of the scenario, whose includes are named from there
  scenarios::SweepBase base_;
  std::uint64_t seed_ = 0;
  bool has_private_broker_ = true;
  Dialogue dialogue_;
  std::vector<FaultPoint> points_;
  std::size_t left_out_ = 0;  ///< points at later occurrences of a command line
  std::vector<SweepResult> results_;
  std::optional<int> interrupted_;  ///< by this signal
};

void Sweep::read_base() {
  std::optional<std::uint64_t> seed = options_.seed;
  if (options_.file) {
    const Scenario scenario = read_scenario_for_user(*options_.file);
    std::ifstream file(*options_.file, std::ios::binary);
    base_.sections = scenarios::standing_sections(std::string(std::istreambuf_iterator<char>(file), {}));
    directory_ = fs::path(*options_.file).parent_path();
    has_private_broker_ = std::holds_alternative<scenarios::PrivateBrokerWish>(scenario.broker);
    if (!seed) seed = scenario.seed;
  } else {
    base_.sections = "broker: private\n";
  }
  seed_ = seed.value_or(any_seed());
  if (!has_section(base_.sections, "seed")) base_.sections = fmt::format("seed: {}\n", seed_) + base_.sections;
  if (!has_section(base_.sections, "device")) base_.sections += device_section(options_.device);
  base_.timeout = options_.timeout.value_or(std::chrono::minutes(2));
}

int Sweep::learn() {
  FaultPoint nothing;
  nothing.command = "nothing";
  nothing.deed = "goes wrong";
  nothing.steps = "  []\n";
  const Scenario scenario = parse(scenario_text(nothing, base_), "without-faults");
  Suite suite;
  run_queue({{scenario, options_.device, options_.command, seed_, listen_to(dialogue_), true}}, 1,
            [&](std::size_t, Suite ended) { suite = std::move(ended); });
  if (suite.result == Suite::Result::environment_failed) throw Failure(ExitCode::environment_failed, suite.report);
  if (suite.result == Suite::Result::skipped) throw Failure(ExitCode::skipped, suite.report);
  if (suite.result == Suite::Result::passed) {
    if (!options_.timeout) base_.timeout = std::chrono::seconds(60 + 3 * static_cast<int>(suite.seconds + 1));
    return 0;
  }
  const bool hung = suite.result == Suite::Result::timed_out;
  const std::string how = hung ? "has not ended within " + scenarios::to_string(base_.timeout) : end_of_command(*suite.command_status);
  std::cerr << fmt::format("espat: the firmware {} although nothing went wrong; a sweep needs one that then ends with 0\n{}", how,
                           suite.command_output);
  return static_cast<int>(hung ? ExitCode::timed_out : ExitCode::expectation_failed);
}

void Sweep::find_points() {
  const std::vector<FaultPoint> all = fault_points(dialogue_, options_.policies, {options_.urc, has_private_broker_});
  const scenarios::LinePattern only(options_.only.value_or("*"));
  std::vector<std::string> names;
  for (const FaultPoint& point : all) {
    names.push_back(point.name);
    if (!only.matches(point.name)) continue;
    if (options_.occurrences && point.occurrence > *options_.occurrences) {
      ++left_out_;
    } else {
      points_.push_back(point);
    }
  }
  if (!points_.empty()) return;
  if (left_out_ > 0) {
    throw Failure(ExitCode::bad_command_line,
                  fmt::format("--only: the command line of {} has come {} times before; write --occurrences all", *options_.only,
                              *options_.occurrences));
  }
  if (options_.only && !all.empty()) {
    throw Failure(ExitCode::bad_command_line, fmt::format("--only: none of the {} fault points is called {}{}", all.size(), *options_.only,
                                                          did_you_mean(*options_.only, names)));
  }
  throw Failure(ExitCode::bad_command_line,
                "there is no fault point: the firmware has sent no command at which something of these policies can go wrong");
}

void Sweep::announce() const {
  if (options_.device.verbosity == Verbosity::errors) return;
  std::cerr << fmt::format("espat: commands of the firmware: {}; runs: {}, {} at a time, {} each at most; seed {}\n",
                           dialogue_.exchanges().size(), points_.size(), options_.jobs, scenarios::to_string(base_.timeout), seed_);
}

void Sweep::run_points() {
  std::vector<Scenario> scenarios;
  scenarios.reserve(points_.size());
  for (const FaultPoint& point : points_) scenarios.push_back(parse(scenario_text(point, base_), point.name));
  std::vector<Dialogue> dialogues(points_.size());
  std::vector<ScenarioRun> runs;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    runs.push_back({scenarios[i], options_.device, options_.command, seed_, listen_to(dialogues[i]), true});
  }
  SweepProgress progress(points_.size());
  const auto ended = [&](std::size_t index, Suite suite) {
    results_.push_back(judge(points_[index], dialogues[index], std::move(suite)));
    progress.ended(results_.back());
  };
  try {
    run_queue(runs, options_.jobs, ended);
  } catch (const Interrupted& interrupted) {
    interrupted_ = interrupted.signal();  // what has been found so far is worth knowing
  }
}

void Sweep::report(double seconds) {
  if (options_.save) save();
  if (options_.junit) {
    std::vector<Suite> suites;
    for (const SweepResult& result : results_) suites.push_back(result.suite);
    write_junit(*options_.junit, suites);
  }
  if (options_.device.json) {
    for (const SweepResult& result : results_) std::cout << json_line(result);
    std::cout << json_summary(results_, seconds, seed_, left_out_) << std::flush;
    return;
  }
  std::cout << table(results_);
  if (has_findings()) std::cout << again();
  std::cout << summary(results_, seconds, left_out_) << std::flush;
}

/// The findings as scenarios.
void Sweep::save() {
  std::error_code error;
  fs::create_directories(*options_.save, error);
  for (std::size_t i = 0; i < results_.size() && is_finding(results_[i]); ++i) {
    std::ofstream file(file_of(i));
    file << "# A finding of espat sweep: the firmware " << words(results_[i]) << ".\n"
         << scenario_text(results_[i].point, base_) << std::flush;
    if (!file) {
      throw Failure(ExitCode::environment_failed,
                    fmt::format("cannot write the reproduction {}; name a directory that is yours", file_of(i)));
    }
  }
}

/// How the smallest is run again.
std::string Sweep::again() const {
  if (options_.save) return fmt::format("again: espat run {} -- {}\n", file_of(0), fmt::join(options_.command, " "));
  return fmt::format("again: the same with --only {} --seed {}; --save DIR makes a scenario for `espat run` of each\n",
                     results_.front().point.name, seed_);
}

int Sweep::exit_code() const {
  const bool impossible =
      std::any_of(results_.begin(), results_.end(), [](const SweepResult& result) { return result.verdict == Verdict::could_not_run; });
  if (impossible) return static_cast<int>(ExitCode::environment_failed);
  return static_cast<int>(has_findings() ? ExitCode::expectation_failed : ExitCode::ended_as_asked);
}

}  // namespace

int sweep(const SweepOptions& options) {
  try {
    return Sweep(options).run();
  } catch (const Interrupted& interrupted) {
    return 128 + interrupted.signal();
  }
}

}  // namespace espat::emulator
