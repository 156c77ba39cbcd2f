#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <optional>

#include "emulator/control_server.hpp"
#include "emulator/device.hpp"
#include "emulator/director.hpp"
#include "emulator/host_command.hpp"
#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"
#include "emulator/program_log.hpp"
#include "emulator/world.hpp"
#include "scenarios/scenario.hpp"

namespace espat::emulator {

/// One virtual module with what was asked for around it, until SIGINT or SIGTERM.
class Program {
 public:
  explicit Program(const DeviceOptions& options);

  /// Returns when a signal asked for the end, or when what runs against the module has ended, with the exit code. Throws what the user
  /// must know: Failure, or another exception with one sentence.
  int run();

 private:
  void start_director(const std::string& ready);
  void start_host(const std::string& command);
  void end_if_over();
  int report_outcome() const;
  void power_up();
  void report_coverage();

  const DeviceOptions& options_;
  ProgramLog log_;
  boost::asio::io_context io_;
  boost::asio::signal_set end_;
  std::optional<PrivateBroker> broker_;
  std::optional<Device> device_;  ///< from the start of the broker on, if there is one
  std::optional<ControlServer> control_;
  std::optional<scenarios::Scenario> scenario_;
  std::uint64_t seed_ = 0;
  std::optional<DeviceWorld> world_;
  std::optional<Director> director_;
  std::optional<HostCommand> host_;
  std::optional<int> host_status_;
};

}  // namespace espat::emulator
