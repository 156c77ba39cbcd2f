#include "emulator/scenario_program.hpp"

#include <csignal>
#include <utility>

#include "emulator/announcement.hpp"
#include "emulator/broker_equipment.hpp"
#include "emulator/failure.hpp"
#include "emulator/option_values.hpp"

namespace espat::emulator {
namespace {

using scenarios::HostPart;
using scenarios::Outcome;
using scenarios::Suite;

/// What the scenario says goes before the command line.
DeviceOptions options_for(const ScenarioRun& run) {
  DeviceOptions options = run.device;
  const scenarios::DeviceWish& wish = run.scenario.device;
  if (wish.profile) options.profile = parse_profile(*wish.profile);
  if (wish.wifi) options.station = *wish.wifi == "fresh" ? at::StationStart::fresh : at::StationStart::joins;
  if (wish.timing) options.timing = *wish.timing == "real" ? uart::Timing::real : uart::Timing::instant;
  if (wish.baud) options.baud = *wish.baud;
  if (wish.round_trip) options.round_trip = std::chrono::ceil<std::chrono::milliseconds>(*wish.round_trip);
  if (wish.clock) options.clock = *wish.clock == "sntp" ? Clock::sntp : Clock::host;
  const bool has_broker = !std::holds_alternative<scenarios::NoBroker>(run.scenario.broker);
  if (!options.clock) options.clock = has_broker ? Clock::host : Clock::sntp;
  // The outcome is what is to be seen; the log is there for who asks for it.
  if (options.verbosity == Verbosity::normal) options.verbosity = Verbosity::errors;
  return options;
}

Suite::Result result_of(const Outcome& outcome, int command_status) {
  if (outcome.result == Outcome::Result::timed_out) return Suite::Result::timed_out;
  if (outcome.result == Outcome::Result::failed) return Suite::Result::failed;
  return command_status == 0 ? Suite::Result::passed : Suite::Result::command_failed;
}

}  // namespace

ScenarioProgram::ScenarioProgram(const ScenarioRun& run)
    : run_(run), options_(options_for(run)), end_(io_, SIGINT, SIGTERM), log_(options_) {
  if (std::holds_alternative<scenarios::PrivateBrokerWish>(run_.scenario.broker)) {
    if (find_program("mosquitto", program_search_path()).empty()) {
      throw Failure(ExitCode::skipped, "skipped: it needs mosquitto, which is not installed (Debian: apt install mosquitto)");
    }
    broker_.emplace(io_, log_.logger(), program_search_path(), broker_names(options_));
  }
  if (const auto* running = std::get_if<scenarios::RunningBroker>(&run_.scenario.broker)) {
    name_broker(options_.map, 1883, {running->host, running->port});
  }
}

Suite ScenarioProgram::run() {
  int signal = 0;
  end_.async_wait([this, &signal](boost::system::error_code error, int number) {
    if (error) return;
    signal = number;
    io_.stop();
  });
  if (broker_) {
    broker_->start([this] {
      options_ = equipped(std::move(options_), *broker_);
      power_up();
    });
  } else {
    power_up();
  }
  io_.run();
  if (signal != 0) throw Interrupted(signal);
  const Outcome& outcome = *director_->run().outcome();
  return {run_.scenario.file,
          run_.scenario.name,
          result_of(outcome, host_status_.value_or(0)),
          std::chrono::duration<double>(director_->now()).count(),
          run_.seed,
          outcome.report,
          director_->run().history().all(),
          host_status_,
          host_output_};
}

void ScenarioProgram::power_up() {
  device_.emplace(io_, options_, log_);
  if (run_.onlooker) device_->look_on(run_.onlooker);
  world_.emplace(broker_ ? &*broker_ : nullptr);
  const HostPart part = run_.command.empty() ? HostPart::script : HostPart::command;
  director_.emplace(io_, *device_, *world_, run_.scenario, run_.seed, part, [this] { io_.stop(); });
  start_host();
  director_->begin();
}

void ScenarioProgram::start_host() {
  if (run_.command.empty()) {
    world_->open_host(io_, device_->port(), [this](std::string_view bytes) { director_->host_received(bytes); });
    return;
  }
  start_control();
  const std::map<std::string, std::string> environment{
      {"ESPAT_PORT", device_->port()}, {"ESPAT_LOG_PORT", device_->log_port().value_or("")}, {"ESPAT_CONTROL", control_->name()}};
  const auto ended = [this](int status) {
    host_status_ = status;
    director_->host_ended();
  };
  const auto wrote = [this](std::string_view bytes) { keep_output(bytes); };
  host_.emplace(io_, run_.command, environment, ended, run_.keeps_output ? wrote : std::function<void(std::string_view)>());
}

/// At an address that nobody else can know or open.
void ScenarioProgram::start_control() {
  directory_.emplace();
  control_.emplace(io_, ControlAddress{ControlAddress::Kind::unix_path, directory_->path() / "control"});
  const Ready ready = ready_of(*device_, broker_, control_->name());
  control_->start(*device_, *director_, first_line(ready, true), [this] { quit(); });
}

/// The host firmware ends now, as if it had done its work.
void ScenarioProgram::quit() {
  if (host_status_) return;
  host_.reset();
  host_status_ = 0;
  director_->host_ended();
}

void ScenarioProgram::keep_output(std::string_view bytes) {
  constexpr std::size_t most = 4096;
  host_output_ += bytes;
  if (host_output_.size() > most) host_output_.erase(0, host_output_.size() - most);
}

}  // namespace espat::emulator
