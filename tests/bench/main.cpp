// Measures what espat costs against the least that the same could cost, on this machine, in the same run.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/measurements.hpp"

namespace espat::bench {
namespace {

using Measure = Rows (*)(const Effort& effort);

const std::vector<std::pair<std::string, Measure>> measurements{
    {"at", at_round_trip}, {"start", start_time}, {"connect", connect_time}, {"publish", publish_round_trip},   {"receive", message_rate},
    {"relay", relay_cost}, {"link", link_rate},   {"idle", idle_cost},       {"conformance", conformance_speed}};

struct Options {
  bool json = false;
  bool smoke = false;
  std::vector<std::string> only;
};

bool wanted(const Options& options, const std::string& name) {
  return options.only.empty() || std::find(options.only.begin(), options.only.end(), name) != options.only.end();
}

void run(const Options& options) {
  if (!options.json) std::cout << table_head() << std::flush;
  for (const auto& [name, measure] : measurements) {
    if (!wanted(options, name)) continue;
    for (const Row& row : measure(options.smoke ? smoke_effort : full_effort))
      std::cout << (options.json ? json_line(row) : table_line(row)) << std::flush;
  }
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& [name, measure] : measurements) all.push_back(name);
  return all;
}

}  // namespace
}  // namespace espat::bench

int main(int argc, char** argv) {
  using namespace espat::bench;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  Options options;
  CLI::App app("Measures what espat costs against the least that the same could cost, on this machine, in the same run.", "espat_bench");
  try {
    if (is_bare_client(arguments)) return be_bare_client(arguments);
    app.add_flag("--json", options.json, "One JSON object per row");
    app.add_flag("--smoke", options.smoke, "Every row, from a few samples: whether it can be measured");
    app.add_option("measurement", options.only, "Only these. Default: all")->check(CLI::IsMember(names()));
    CLI11_PARSE(app, argc, argv);
    run(options);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "espat_bench: " << error.what() << '\n';
    return 1;
  }
}
