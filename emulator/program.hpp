#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <optional>

#include "emulator/device.hpp"
#include "emulator/options.hpp"
#include "emulator/private_broker.hpp"
#include "emulator/program_log.hpp"

namespace espat::emulator {

/// One virtual module with what was asked for around it, until SIGINT or SIGTERM.
class Program {
 public:
  explicit Program(const DeviceOptions& options);

  /// Returns when a signal asked for the end. Throws what the user must know: Failure, or another exception with one sentence.
  void run();

 private:
  void power_up();
  void report_coverage();

  const DeviceOptions& options_;
  ProgramLog log_;
  boost::asio::io_context io_;
  boost::asio::signal_set end_;
  std::optional<PrivateBroker> broker_;
  Device device_;
};

}  // namespace espat::emulator
