#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/control_server.hpp"
#include "emulator/device.hpp"
#include "emulator/director.hpp"
#include "emulator/host_command.hpp"
#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"
#include "emulator/program_log.hpp"
#include "emulator/temporary_directory.hpp"
#include "emulator/world.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/suite.hpp"

namespace espat::emulator {

/// What one scenario is run with.
struct ScenarioRun {
  const scenarios::Scenario& scenario;
  const DeviceOptions& device;              ///< what the scenario leaves open
  const std::vector<std::string>& command;  ///< the host firmware; empty: the scenario's own host
  std::uint64_t seed;
  Onlooker onlooker = nullptr;  ///< is told what happens at the device
  bool keeps_output = false;    ///< what the host firmware writes comes with the suite, instead of on stdout and stderr
};

/// One scenario on a fresh device with an event loop of its own, so that nothing of one is left for the next.
class ScenarioProgram {
 public:
  /// What it is made of outlives it. Throws as `run`.
  explicit ScenarioProgram(const ScenarioRun& run);

  /// Returns when the outcome is known. Throws Failure, or another exception with one sentence, when it cannot be run, and Interrupted.
  scenarios::Suite run();

 private:
  void power_up();
  void start_host();
  void start_control();
  void quit();
  void keep_output(std::string_view bytes);

  const ScenarioRun run_;
  DeviceOptions options_;
  boost::asio::io_context io_;
  boost::asio::signal_set end_;
  ProgramLog log_;
  std::optional<PrivateBroker> broker_;
  std::optional<Device> device_;
  std::optional<DeviceWorld> world_;
  std::optional<Director> director_;
  std::optional<TemporaryDirectory> directory_;
  std::optional<ControlServer> control_;  ///< for the host firmware
  std::optional<HostCommand> host_;
  std::optional<int> host_status_;
  std::string host_output_;
};

}  // namespace espat::emulator
