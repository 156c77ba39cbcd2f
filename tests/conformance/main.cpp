// Runs recorded cases of the firmware against the AT engine in virtual time (README.md).

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>
#include <thread>

#include "tests/conformance/report.hpp"

namespace espat::conformance {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::vector<std::string> profiles;
  std::string kind;
  std::string exclusions = ESPAT_VECTORS "/excluded.txt";
  ComparisonOptions comparison;
  std::size_t shown_failures = 5;
};

/// The cases of one file for one profile.
struct Job {
  const CaseFile* file = nullptr;
  std::string profile;
  RunResult result;
};

std::vector<std::string> all_vectors() {
  std::vector<std::string> paths;
  for (const char* name : {"engine", "wire", "device", "tcpip"}) paths.push_back(std::string(ESPAT_VECTORS "/") + name + ".jsonl");
  return paths;
}

std::vector<CaseFile> read_files(const Options& options) {
  const auto kind = kind_named(options.kind);
  std::vector<CaseFile> files;
  for (const std::string& path : options.paths) files.push_back(read_case_file(path, kind));
  return files;
}

std::vector<Job> jobs_of(const std::vector<CaseFile>& files, const Options& options) {
  std::vector<Job> jobs;
  for (const CaseFile& file : files) {
    std::set<std::string> profiles(options.profiles.begin(), options.profiles.end());
    if (profiles.empty()) {
      for (const RecordedCase& recorded_case : file.cases) {
        for (const auto& [name, output] : recorded_case.profiles) profiles.insert(name);
      }
    }
    for (const std::string& profile : profiles) jobs.push_back({&file, profile, {}});
  }
  return jobs;
}

void run_jobs(std::vector<Job>& jobs, const Options& options) {
  const Exclusions exclusions = Exclusions::read(options.exclusions);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      jobs[i].result = run_file(*jobs[i].file, jobs[i].profile, options.comparison, exclusions);
    }
  };
  std::thread helper(work);
  work();
  helper.join();
}

int run(const Options& options) {
  const auto files = read_files(options);
  auto jobs = jobs_of(files, options);
  const auto begin = std::chrono::steady_clock::now();
  run_jobs(jobs, options);
  const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - begin;

  std::size_t run = 0;
  std::size_t failed = 0;
  for (const Job& job : jobs) {
    std::cout << report(*job.file, job.profile, job.result, options.shown_failures);
    run += static_cast<std::size_t>(job.result.passed) + job.result.failures.size();
    failed += job.result.failures.size();
  }
  std::cout << run << " cases, " << failed << " failed, " << static_cast<long>(static_cast<double>(run) / duration.count())
            << " cases per second\n";
  if (run == 0) std::cerr << "espat-conformance: no case was run: choose files and a version that can be\n";
  return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int parse_and_run(int argc, char** argv) {
  Options options;
  CLI::App app("Runs recorded cases of the firmware against the AT engine in virtual time.", "espat-conformance");
  app.add_option("--vectors", options.paths, "A file of recorded cases; may be repeated. Default: all files next to the source");
  app.add_option("--profile", options.profiles, "Only this firmware version; may be repeated. Default: all in the files");
  app.add_option("--kind", options.kind, "What all cases are, whatever they look like")
      ->check(CLI::IsMember({"engine", "wire", "device", "tcpip"}));
  app.add_option("--excluded", options.exclusions, "List of cases that do not apply")->capture_default_str();
  app.add_flag("--strict", options.comparison.writes_and_times, "Compare also the split into writes and their times");
  app.add_flag("--log", options.comparison.log, "Compare also the log UART");
  app.add_flag("--trace", options.comparison.calls, "Compare also what is asked of the MQTT client and the broker");
  app.add_option("--show", options.shown_failures, "Failures shown in full for each file and version")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (options.paths.empty()) options.paths = all_vectors();
  return run(options);
}

}  // namespace
}  // namespace espat::conformance

int main(int argc, char** argv) {
  try {
    return espat::conformance::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "espat-conformance: %s\n", error.what());
    return 2;
  }
}
