#include "emulator/program.hpp"

#include <csignal>
#include <fstream>
#include <iostream>

#include "emulator/announcement.hpp"
#include "emulator/broker_equipment.hpp"
#include "emulator/coverage_report.hpp"
#include "emulator/failure.hpp"
#include "emulator/scenario_file.hpp"

namespace espat::emulator {

namespace {

std::optional<PrivateBroker> make_broker(boost::asio::io_context& io, spdlog::logger& log, const DeviceOptions& options) {
  if (!options.broker) return std::nullopt;
  return std::optional<PrivateBroker>(std::in_place, io, log, program_search_path(), broker_names(options));
}

}  // namespace

Program::Program(const DeviceOptions& options)
    : options_(options), log_(options), end_(io_, SIGINT, SIGTERM), broker_(make_broker(io_, log_.logger(), options)) {
  if (options.control) control_.emplace(io_, *options.control);
}

int Program::run() {
  if (options_.scenario) {
    scenario_ = read_scenario_for_user(*options_.scenario);
    seed_ = options_.seed.value_or(scenario_->seed.value_or(any_seed()));
  }
  end_.async_wait([this](boost::system::error_code, int) { io_.stop(); });
  if (broker_) {
    broker_->start([this] { power_up(); });
  } else {
    power_up();
  }
  io_.run();
  report_coverage();
  return report_outcome();
}

/// Of the scenario when it failed, else of the host firmware.
int Program::report_outcome() const {
  using scenarios::Outcome;
  const std::optional<Outcome> outcome = director_ ? director_->run().outcome() : std::nullopt;
  if (outcome) std::cerr << outcome->report << std::flush;
  if (outcome && outcome->result == Outcome::Result::failed) return static_cast<int>(ExitCode::expectation_failed);
  if (outcome && outcome->result == Outcome::Result::timed_out) return static_cast<int>(ExitCode::timed_out);
  return host_status_.value_or(static_cast<int>(ExitCode::ended_as_asked));
}

void Program::report_coverage() {
  if (!device_) return;
  log_.logger().debug("{}", coverage_sentence(device_->coverage()));
  if (!options_.coverage) return;
  std::ofstream file(*options_.coverage);
  file << coverage_json(device_->coverage()) << std::flush;
  if (!file) {
    throw Failure(ExitCode::environment_failed,
                  "cannot write the coverage to " + *options_.coverage + "; name a file in a directory that exists and is yours");
  }
}

void Program::power_up() {
  device_.emplace(io_, broker_ ? equipped(options_, *broker_) : options_, log_);
  const Ready ready = ready_of(*device_, broker_, control_ ? std::optional(control_->name()) : std::nullopt);
  if (options_.exec) start_host(*options_.exec);
  if (scenario_ || control_) {
    start_director(first_line(ready, true));
  } else {
    device_->power_up();
  }
  std::cout << first_line(ready, options_.json) << std::endl;
  if (!options_.json && options_.verbosity != Verbosity::errors) std::cerr << welcome(ready) << std::flush;
}

/// The control API acts through the director as well; without a scenario it has one in which nothing happens, for ever.
void Program::start_director(const std::string& ready) {
  using scenarios::HostPart;
  if (scenario_) {
    log_.logger().info("scenario {}, seed {}", scenario_->file, seed_);
  } else {
    scenario_.emplace().timeout = std::chrono::hours(1'000'000);
    seed_ = options_.seed.value_or(any_seed());
    log_.logger().info("seed {}", seed_);
  }
  world_.emplace(broker_ ? &*broker_ : nullptr);
  const HostPart part = options_.exec ? HostPart::command : scenario_->host ? HostPart::script : HostPart::anybody;
  director_.emplace(io_, *device_, *world_, *scenario_, seed_, part, [this] { end_if_over(); });
  if (part == HostPart::script) {
    world_->open_host(io_, device_->port(), [this](std::string_view bytes) { director_->host_received(bytes); });
  }
  if (control_) control_->start(*device_, *director_, ready, [this] { io_.stop(); });
  director_->begin();
}

void Program::start_host(const std::string& command) {
  const std::map<std::string, std::string> environment{{"ESPAT_PORT", device_->link().value_or(device_->port())},
                                                       {"ESPAT_LOG_PORT", device_->log_port().value_or("")},
                                                       {"ESPAT_CONTROL", control_ ? control_->name() : ""}};
  host_.emplace(io_, std::vector<std::string>{"/bin/sh", "-c", command}, environment, [this](int status) {
    host_status_ = status;
    if (director_) director_->host_ended();
    end_if_over();
  });
}

/// A scenario that has failed ends the program; one that passed waits for the end of the host firmware.
void Program::end_if_over() {
  const bool scenario_ended = !director_ || director_->run().outcome();
  const bool failed = director_ && scenario_ended && director_->run().outcome()->result != scenarios::Outcome::Result::passed;
  if (failed || (scenario_ended && (!host_ || host_status_))) io_.stop();
}

}  // namespace espat::emulator
