#include "emulator/scenario_program.hpp"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <utility>

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
  const bool has_broker = !std::holds_alternative<scenarios::NoBroker>(run.scenario.broker);
  if (!options.clock) options.clock = has_broker ? Clock::host : Clock::sntp;
  // The outcome is what is to be seen; the log is there for who asks for it.
  if (options.verbosity == Verbosity::normal) options.verbosity = Verbosity::errors;
  return options;
}

// The name and ports at which every scenario finds its broker.
constexpr auto* broker_name = "broker";
constexpr std::uint16_t mqtt_port = 1883;

void map_broker(net::AddressMap& map, std::uint16_t port, std::string_view host, std::uint16_t real_port) {
  map.add(fmt::format("{}:{}={}:{}", broker_name, port, host, real_port));
}

void map_broker(net::AddressMap& map, const BrokerPorts& ports) {
  using Rule = std::pair<std::uint16_t, std::uint16_t>;
  const std::array<Rule, 6> all{Rule{mqtt_port, ports.tcp}, Rule{8883, ports.tls}, Rule{8884, ports.tls_client},
                                Rule{8083, ports.ws},       Rule{8084, ports.wss}, Rule{8085, ports.wss_client}};
  for (const auto& [port, real_port] : all) map_broker(map, port, "127.0.0.1", real_port);
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
    broker_.emplace(io_, log_.logger(), program_search_path(), std::vector<std::string>{broker_name});
    options_ = equipped(options_, broker_->access());
  }
  if (const auto* running = std::get_if<scenarios::RunningBroker>(&run_.scenario.broker)) {
    map_broker(options_.map, mqtt_port, running->host, running->port);
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
      map_broker(options_.map, broker_->ports());
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
          host_status_.value_or(0)};
}

void ScenarioProgram::power_up() {
  device_.emplace(io_, options_, log_);
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
  const std::map<std::string, std::string> environment{
      {"ESPAT_PORT", device_->port()}, {"ESPAT_LOG_PORT", device_->log_port().value_or("")}, {"ESPAT_CONTROL", ""}};
  host_.emplace(io_, run_.command, environment, [this](int status) {
    host_status_ = status;
    director_->host_ended();
  });
}

}  // namespace espat::emulator
