#include "emulator/program.hpp"

#include <csignal>
#include <fstream>
#include <iostream>

#include "emulator/announcement.hpp"
#include "emulator/coverage_report.hpp"
#include "emulator/failure.hpp"

namespace espat::emulator {

namespace {

std::optional<PrivateBroker> make_broker(boost::asio::io_context& io, spdlog::logger& log, const DeviceOptions& options) {
  if (!options.broker) return std::nullopt;
  return std::optional<PrivateBroker>(std::in_place, io, log, program_search_path(), options.map.hosts());
}

}  // namespace

Program::Program(const DeviceOptions& options)
    : options_(options),
      log_(options),
      end_(io_, SIGINT, SIGTERM),
      broker_(make_broker(io_, log_.logger(), options)),
      device_(io_, options, log_) {}

void Program::run() {
  end_.async_wait([this](boost::system::error_code, int) { io_.stop(); });
  if (broker_) {
    broker_->start([this] { power_up(); });
  } else {
    power_up();
  }
  io_.run();
  report_coverage();
}

void Program::report_coverage() {
  log_.logger().debug("{}", coverage_sentence(device_.coverage()));
  if (!options_.coverage) return;
  std::ofstream file(*options_.coverage);
  file << coverage_json(device_.coverage()) << std::flush;
  if (!file) {
    throw Failure(ExitCode::environment_failed,
                  "cannot write the coverage to " + *options_.coverage + "; name a file in a directory that exists and is yours");
  }
}

void Program::power_up() {
  const Ready ready{device_.port(), device_.link(), device_.log_port(), std::string(options_.profile->name),
                    broker_ ? std::optional(ReadyBroker{broker_->ports(), broker_->access()}) : std::nullopt};
  device_.power_up();
  std::cout << first_line(ready, options_.json) << std::endl;
  if (!options_.json && options_.verbosity != Verbosity::errors) std::cerr << welcome(ready) << std::flush;
}

}  // namespace espat::emulator
