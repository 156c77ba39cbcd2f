#include "emulator/scenario_file.hpp"

#include <random>

#include "emulator/failure.hpp"
#include "scenarios/scenario_reader.hpp"

namespace espat::emulator {

scenarios::Scenario read_scenario_for_user(const std::string& path) {
  try {
    return scenarios::read_scenario(path);
  } catch (const scenarios::ScenarioError& error) {
    throw Failure(ExitCode::bad_command_line, error.what());
  }
}

std::uint64_t any_seed() { return std::random_device()() % 1'000'000; }

}  // namespace espat::emulator
