#include "emulator/device.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include "emulator/failure.hpp"
#include "pty_bridge/pty.hpp"
#include "pty_bridge/socket_bearer.hpp"

namespace espat::emulator {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

std::unique_ptr<uart::Bearer> open_bearer(boost::asio::io_context& io, const DeviceOptions& options) {
  struct Open {
    boost::asio::io_context& io;
    int baud;
    std::unique_ptr<uart::Bearer> operator()(const PtyBearer&) const { return std::make_unique<uart::Pty>(io, baud); }
    std::unique_ptr<uart::Bearer> operator()(const UnixBearer& at) const { return uart::SocketBearer::listen_unix(io, at.path); }
    std::unique_ptr<uart::Bearer> operator()(const TcpBearer& at) const {
      try {
        return uart::SocketBearer::listen_tcp(io, at.address);
      } catch (const std::invalid_argument& error) {
        throw Failure(ExitCode::bad_command_line, fmt::format("--tcp: {}", error.what()));
      }
    }
  };
  return std::visit(Open{io, options.baud}, options.bearer);
}

std::optional<uart::LinkPath> make_link(const DeviceOptions& options, const std::string& target) {
  const auto* pty = std::get_if<PtyBearer>(&options.bearer);
  if (pty == nullptr) return std::nullopt;
  return pty->link ? uart::LinkPath::named(*pty->link, target) : uart::LinkPath::first_free(target);
}

at::UartSettings uart_settings(const DeviceOptions& options) {
  at::UartSettings settings;
  settings.baud = options.baud;
  return settings;
}

/// The durations of a module on a desk beside its access point.
at::Setup make_surroundings(const DeviceOptions& options) {
  at::Setup setup;
  setup.air = options.air;
  setup.station = options.station;
  if (options.timing == uart::Timing::real) {
    setup.round_trip = options.round_trip;
    setup.restart_time = milliseconds(300);
    setup.air_times.associate = milliseconds(1200);
    setup.air_times.address = milliseconds(800);
    setup.air_times.scanning = milliseconds(120);
  }
  return setup;
}

net::MqttNetworkOptions network_options(const DeviceOptions& options) {
  net::MqttNetworkOptions network;
  if (options.timing == uart::Timing::real) network.round_trip = options.round_trip;
  return network;
}

net::SocketNetworkOptions socket_options(const DeviceOptions& options) {
  net::SocketNetworkOptions sockets;
  if (options.timing == uart::Timing::real) sockets.link.round_trip = options.round_trip;
  sockets.knows_time = options.clock == Clock::host;
  return sockets;
}

}  // namespace

/// What each effect does to the world.
struct Device::CarryOut {
  Device& device;

  void operator()(const at::WriteUart& write) const { device.firmware_wrote(write.bytes); }
  void operator()(const at::WriteLog& write) const {
    device.record(uart::Transcript::Direction::log, write.bytes);
    if (device.log_uart_) {
      // A log that nobody reads is lost, as on a real module.
      if (!device.log_uart_->congested()) device.log_uart_->write(write.bytes);
    } else {
      device.log_.log_uart_wrote(write.bytes);
    }
  }
  void operator()(const at::ChangeUart& change) const { device.uart_.change_settings(change.settings); }
  void operator()(const at::Restart&) const {
    device.uart_.discard_input();
    device.sockets_.restart();
  }
  void operator()(const at::Note& note) const {
    device.log_.note(note);
    device.tell(note);
  }
  void operator()(const at::UseNameServers& servers) const {
    if (device.names_.use_servers(servers.ips) || servers.ips.empty()) return;
    const std::string& first = servers.ips.front();
    device.log_.logger().info("AT+CIPDNS: this PC looks names up and not {}; --map {}:{}=127.0.0.1:5353 has your server there asked", first,
                              first, net::Names::server_port);
  }
  void operator()(const at::StorageChanged& changed) const { device.save(changed, device.engine_.storage()); }

  template <typename Request>
  void operator()(const Request& request) const {
    if constexpr (requires { device.network_.perform(request); }) device.network_.perform(request);
    if constexpr (requires { device.sockets_.perform(request); }) device.sockets_.perform(request);
  }
};

Device::Device(boost::asio::io_context& io, const DeviceOptions& options, ProgramLog& log)
    : log_(log),
      start_(std::chrono::steady_clock::now()),
      names_(options.map),
      network_(io, names_, network_options(options), link_faults_, [this](const at::Inputs& inputs) { receive(inputs); }),
      sockets_(io, names_, socket_options(options), link_faults_, [this](const at::Inputs& inputs) { receive(inputs); }),
      uart_(io, open_bearer(io, options), options.timing, uart_settings(options), options.profile->core.chunk_size),
      link_(make_link(options, uart_.bearer().name())),
      flash_(options.flash ? std::optional<FlashDirectory>(*options.flash) : std::nullopt),
      engine_(*options.profile, make_setup(options)),
      deadline_(io, [this] { handle({}); }) {
  if (options.transcript) {
    transcript_.emplace(*options.transcript, [this](const std::string& sentence) { log_.logger().warn("{}", sentence); });
  }
  if (options.log_link) {
    const at::UartSettings settings;
    log_uart_.emplace(io, std::make_unique<uart::Pty>(io, settings.baud), options.timing, settings);
    log_link_.emplace(uart::LinkPath::named(*options.log_link, log_uart_->bearer().name()));
  }
  if (options.wait_client) uart_.hold_until_host_opens();
}

at::Setup Device::make_setup(const DeviceOptions& options) {
  at::Setup setup = make_surroundings(options);
  if (flash_) setup.storage = flash_->load(*options.profile);
  for (const auto& changed : install_certificates(options.certificates, *options.profile, setup.storage)) save(changed, setup.storage);
  return setup;
}

void Device::save(const at::StorageChanged& changed, const at::Storage& storage) {
  if (!flash_) return;
  if (const auto sentence = flash_->save(changed, storage)) log_.logger().warn("{}", *sentence);
}

void Device::power_up() {
  start_ = std::chrono::steady_clock::now();
  if (log_uart_) log_uart_->start({});
  uart::Uart::Handlers handlers;
  handlers.received = [this](std::string chunk) { host_wrote(std::move(chunk)); };
  handlers.congested = [this](bool on) {
    network_.pause(on);
    sockets_.pause(on);
  };
  handlers.host_opened = [this] { log_.logger().debug("a host has opened {}", port()); };
  handlers.host_closed = [this] { log_.logger().debug("the host has closed {}", port()); };
  uart_.start(std::move(handlers));
  carry_out(engine_.power_up(now()));
}

void Device::host_wrote(std::string chunk) {
  record(uart::Transcript::Direction::host, chunk);
  log_.host_wrote(chunk);
  if (interceptor_ != nullptr) return interceptor_->host_wrote(chunk);
  deliver_to_firmware(std::move(chunk));
}

void Device::firmware_wrote(std::string_view bytes) {
  record(uart::Transcript::Direction::device, bytes);
  log_.device_wrote(bytes);
  if (interceptor_ != nullptr) return interceptor_->firmware_wrote(bytes);
  deliver_to_host(bytes);
}

void Device::deliver_to_firmware(std::string chunk) { handle({at::UartReceived{std::move(chunk)}}); }

std::optional<std::string> Device::link() const { return link_ ? std::optional(link_->path()) : std::nullopt; }

std::optional<std::string> Device::log_port() const { return log_link_ ? std::optional(log_link_->path()) : std::nullopt; }

microseconds Device::uptime() const { return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - start_); }

at::Time Device::now() const { return std::chrono::floor<at::Time>(uptime()); }

void Device::record(uart::Transcript::Direction direction, std::string_view bytes) {
  if (transcript_) transcript_->record(uptime(), direction, bytes);
  tell(UartPassed{direction, std::string(bytes)});
}

void Device::tell(decltype(Happening::what) what) {
  const Happening happening{uptime(), std::move(what)};
  for (const Onlooker& onlooker : onlookers_) onlooker(happening);
}

void Device::tell_states() {
  const at::MqttState mqtt = module().mqtt.state;
  if (std::exchange(told_mqtt_state_, mqtt) != mqtt) tell(MqttStateChanged{mqtt});
  const at::Station::State wifi = module().station.state();
  if (std::exchange(told_wifi_state_, wifi) != wifi) tell(WifiStateChanged{wifi});
}

void Device::receive(const at::Inputs& events) {
  for (const at::Input& event : events) log_.happened(event);
  handle(events);
}

void Device::handle(const at::Inputs& inputs) {
  if (waiting_) {
    waiting_->insert(waiting_->end(), inputs.begin(), inputs.end());
    return;
  }
  carry_out(engine_.handle(now(), inputs));
}

void Device::crash(const std::string& boot_noise) {
  waiting_.reset();
  handle({at::FirmwareCrashed{boot_noise}});
}

void Device::hang(bool on) {
  if (on == waiting_.has_value()) return;
  if (on) {
    waiting_.emplace();
  } else {
    handle(*std::exchange(waiting_, std::nullopt));
  }
}

void Device::carry_out(const at::Effects& effects) {
  for (const at::Effect& effect : effects) {
    log_.asked(effect);
    std::visit(CarryOut{*this}, effect);
  }
  wait_for_deadline();
  tell_states();
  if (interceptor_ != nullptr) interceptor_->settled();
}

void Device::wait_for_deadline() {
  const std::optional<at::Time> deadline = engine_.next_deadline();
  deadline ? deadline_.set(start_ + *deadline) : deadline_.cancel();
}

}  // namespace espat::emulator
