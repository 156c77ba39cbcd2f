#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "at_engine/engine.hpp"
#include "emulator/flash_directory.hpp"
#include "emulator/happening.hpp"
#include "emulator/options.hpp"
#include "emulator/program_log.hpp"
#include "emulator/uart_interceptor.hpp"
#include "net/mqtt_network.hpp"
#include "net/socket_network.hpp"
#include "pty_bridge/deadline.hpp"
#include "pty_bridge/link_path.hpp"
#include "pty_bridge/transcript.hpp"
#include "pty_bridge/uart.hpp"

namespace espat::emulator {

/// One module: the engine with its two UARTs and its network, on one event loop. It exists at its port before it has power.
class Device {
 public:
  /// Throws one sentence when a port, link or file cannot be had; Failure when the command line asks for what cannot be.
  Device(boost::asio::io_context& io, const DeviceOptions& options, ProgramLog& log);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// The firmware boots, and the UART is read from now on. Call it once.
  void power_up();

  /// From now on the bytes of the AT UART go to it instead of to the other side. Call it before `power_up`; it outlives the device's use.
  void intercept(UartInterceptor& interceptor) { interceptor_ = &interceptor; }
  /// What an interceptor lets through: one chunk for the firmware, one write for the host.
  void deliver_to_firmware(std::string chunk);
  void deliver_to_host(std::string_view bytes) { uart_.write(bytes); }

  /// What goes wrong on the air or in the firmware. Before power-up it is there when the firmware boots.
  void happen(const at::Input& event) { handle({event}); }
  /// The chip starts again at once, with these bytes of its boot loader on the AT UART. It does not hang any more, and what waited is lost.
  void crash(const std::string& boot_noise);
  /// While it hangs, the firmware does nothing: what happens meanwhile waits.
  void hang(bool on);

  /// What goes wrong between the module and its peers.
  net::LinkFaults& link_faults() { return link_faults_; }
  const net::LinkFaults& link_faults() const { return link_faults_; }

  /// `onlooker` is told from now on what happens.
  void look_on(Onlooker onlooker) { onlookers_.push_back(std::move(onlooker)); }
  /// As if the host had written these bytes, or the firmware.
  void host_wrote(std::string chunk);
  void firmware_wrote(std::string_view bytes);

  /// Since power-up, and when so long has passed.
  std::chrono::microseconds uptime() const;
  std::chrono::steady_clock::time_point time_point(std::chrono::microseconds uptime) const { return start_ + uptime; }

  const at::Module& module() const { return engine_.module(); }
  const at::UartSettings& line_settings() const { return uart_.settings(); }
  /// The speed that the host set, when the port knows it.
  std::optional<int> host_baud() const { return uart_.host_baud(); }
  const at::Coverage& coverage() const { return engine_.coverage(); }
  at::MqttState mqtt_state() const { return engine_.mqtt_state(); }

  /// What the host opens: `/dev/pts/N`, `tcp:HOST:PORT` or `unix:PATH`.
  std::string port() const { return uart_.bearer().name(); }
  /// The stable name of a pty.
  std::optional<std::string> link() const;
  /// The stable name of the log UART's pty.
  std::optional<std::string> log_port() const;

 private:
  struct CarryOut;

  /// What the flash holds when the module gets power: what is kept, and the certificates of the command line.
  at::Setup make_setup(const DeviceOptions& options);
  void save(const at::StorageChanged& changed, const at::Storage& storage);
  at::Time now() const;
  void record(uart::Transcript::Direction direction, std::string_view bytes);
  void receive(const at::Inputs& events);
  void handle(const at::Inputs& inputs);
  void carry_out(const at::Effects& effects);
  void tell(decltype(Happening::what) what);
  void tell_states();
  void wait_for_deadline();

  ProgramLog& log_;
  std::chrono::steady_clock::time_point start_;
  net::Names names_;
  net::LinkFaults link_faults_;
  net::MqttNetwork network_;  // before the ports, because its end can take Paho a tenth of a second
  net::SocketNetwork sockets_;
  std::optional<uart::Transcript> transcript_;
  uart::Uart uart_;
  std::optional<uart::LinkPath> link_;
  std::optional<uart::Uart> log_uart_;
  std::optional<uart::LinkPath> log_link_;
  std::optional<FlashDirectory> flash_;
  at::Engine engine_;
  std::optional<at::Inputs> waiting_;  ///< what has happened since the firmware hangs
  UartInterceptor* interceptor_ = nullptr;
  std::vector<Onlooker> onlookers_;
  at::MqttState told_mqtt_state_ = at::MqttState::uninitialised;
  at::Station::State told_wifi_state_ = at::Station::State::idle;
  uart::Deadline deadline_;
};

}  // namespace espat::emulator
