#include "emulator/sweep_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "emulator/failure.hpp"
#include "emulator/option_values.hpp"
#include "emulator/option_with_value.hpp"
#include "scenarios/policy.hpp"

namespace espat::emulator {
namespace {

/// "never,late" or one of them.
void add_policies(const std::string& names, std::vector<std::string>& policies) {
  std::vector<std::string> known;
  for (const scenarios::Policy& policy : scenarios::policies()) known.emplace_back(policy.name);
  for (const std::string& name : CLI::detail::split(names, ',')) policies.push_back(known[parse_choice(name, known)]);
}

std::string policy_list() {
  std::string list = "Policies:\n";
  for (const scenarios::Policy& policy : scenarios::policies()) list += fmt::format("  {:<13} {}\n", policy.name, policy.help);
  return list;
}

}  // namespace

CLI::App* add_sweep(CLI::App& app, SweepOptions& sweep) {
  CLI::App* verb = app.add_subcommand(
      "sweep", "Finds where a host firmware hangs, crashes or fails when something goes wrong. What follows -- is the firmware.");
  sweep.jobs = 4 * static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
  verb->footer(policy_list() +
               "Examples:\n"
               "  espat sweep -- ./my-firmware                                    every policy at every command, on a fresh module each\n"
               "  espat sweep --policy never,busy --jobs 16 -- ./my-firmware      two of them\n"
               "  espat sweep --only 'never-AT+MQTTCONN' -- ./my-firmware         one fault point, by its name in the table\n"
               "  espat sweep --save findings --junit sweep.xml -- ./my-firmware  each finding as a scenario for `espat run`\n"
               "Exit codes: 0 all passed, 1 there are findings, 42 the firmware does not end when nothing goes wrong.");
  with_value(*verb, "--policy", "NAME,...", "what goes wrong [all that are below]",
             [&sweep](const std::string& names) { add_policies(names, sweep.policies); });
  with_value(*verb, "--only", "PATTERN", "only fault points with such a name; * stands for anything",
             [&sweep](const std::string& pattern) { sweep.only = pattern; });
  with_value(*verb, "--occurrences", "N", "something goes wrong at the first N of equal command lines; all: at each [3]",
             [&sweep](const std::string& number) { sweep.occurrences = parse_occurrences(number); });
  with_value(*verb, "--urc", "TEXT", "what the policy urc inserts [a message once the firmware has subscribed, before that WIFI GOT IP]",
             [&sweep](const std::string& text) { sweep.urc = text + "\r\n"; });
  with_value(*verb, "--timeout", "TIME", "a run that takes longer hangs, like 30s [60s more than three times the first run]",
             [&sweep](const std::string& time) { sweep.timeout = parse_duration(time); });
  with_value(*verb, "--jobs", "N", "so many runs at a time [4 for each processor]",
             [&sweep](const std::string& jobs) { sweep.jobs = parse_jobs(jobs); });
  with_value(*verb, "--seed", "N", "every random choice comes from it [of the scenario, or chosen]",
             [&sweep](const std::string& seed) { sweep.seed = parse_seed(seed); });
  with_value(*verb, "--save", "DIR", "each finding becomes a scenario there", [&sweep](const std::string& path) { sweep.save = path; });
  with_value(*verb, "--junit", "FILE", "the results as JUnit XML", [&sweep](const std::string& path) { sweep.junit = path; });
  verb->add_flag("--json", sweep.device.json, "the results as JSON lines");
  verb->allow_extras()->fallthrough();
  verb->add_option("scenario", sweep.file, "a YAML file whose device, broker, faults and reactions count in all runs")->type_name("FILE");
  return verb;
}

SweepOptions read_sweep(SweepOptions sweep, DeviceOptions device) {
  if (sweep.command.empty()) throw Failure(ExitCode::bad_command_line, "sweep needs the host firmware; write it behind --");
  if (device.control || device.transcript || device.flash) {
    throw Failure(ExitCode::bad_command_line,
                  "--control, --transcript and --flash are for one module; a sweep has a fresh one for each run");
  }
  if (sweep.policies.empty()) {
    for (const scenarios::Policy& policy : scenarios::policies()) sweep.policies.emplace_back(policy.name);
  }
  device.json |= sweep.device.json;
  sweep.device = std::move(device);
  return sweep;
}

}  // namespace espat::emulator
