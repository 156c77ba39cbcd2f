#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/command.hpp"
#include "at_engine/coverage.hpp"
#include "at_engine/flash/flash.hpp"
#include "at_engine/flash/manufacturing_data.hpp"
#include "at_engine/http/http_service.hpp"
#include "at_engine/mqtt/mqtt_service.hpp"
#include "at_engine/output.hpp"
#include "at_engine/parameters.hpp"
#include "at_engine/portability.hpp"
#include "at_engine/profile.hpp"
#include "at_engine/receiver.hpp"
#include "at_engine/settings.hpp"
#include "at_engine/setup.hpp"
#include "at_engine/soft_ap.hpp"
#include "at_engine/station.hpp"
#include "at_engine/tcpip/tcpip_service.hpp"
#include "at_engine/wifi_session.hpp"

namespace espat::at {

/// Everything that a command can act on: the parts of one module.
class Module {
 public:
  using ClientFactory = std::function<std::unique_ptr<MqttClient>(Module&)>;

  Module(const Profile& profile, const Setup& setup, const ClientFactory& make_client);

  const Profile& profile;
  const Setup setup;
  Time now{0};
  Output out;
  Settings settings;  ///< in force now
  Settings stored;    ///< in flash: in force after a restart
  Flash flash;
  ManufacturingData manufacturing_data;
  Air air;
  WifiSession wifi;
  Receiver receiver;
  CommandTask commands;
  Station station;
  SoftAp soft_ap;
  MqttService mqtt;
  TcpipService tcpip;
  HttpService http;
  Coverage coverage;
  PortabilityHints hints;

  Disturbance disturbance;

  bool prints_codes = false;                         ///< AT+SYSLOG
  bool stores_settings = true;                       ///< AT+SYSSTORE
  int sleep_mode = 0;                                ///< AT+SLEEP, as it reads back
  std::vector<int> rf_power;                         ///< AT+RFPOWER; empty: as after a start
  int transmit_interval = 20;                        ///< AT+TRANSINTVL, in milliseconds
  std::map<std::uint32_t, std::uint32_t> registers;  ///< what AT+SYSREG has written
  std::string user_memory;                           ///< AT+USERRAM

  /// Reads an item of the certificates of `owner`: "mqtt", "client", "server" or "wpa2".
  CertificateItem read_certificate(std::string_view owner, CertificateKind kind, int id) const;

  /// As delivered: what AT+RESTORE goes back to.
  Settings factory_settings() const;
  /// Changes a setting, and the stored one with it while AT+SYSSTORE=1.
  void change_settings(const std::function<void(Settings&)>& change);
  /// Changes a setting that is stored whatever AT+SYSSTORE says.
  void change_stored_settings(const std::function<void(Settings&)>& change);

  /// Whether the heap has room for so many bytes more.
  /// @param usual  what there is as long as nothing is wrong
  bool has_memory(std::size_t size, std::size_t usual = std::numeric_limits<std::size_t>::max()) const;

  /// Prints "ERR CODE:0x........" when AT+SYSLOG=1 (at-core.md 3.2).
  void print_code(std::uint32_t code);
  void print(Result result, std::string_view command);
  /// "\r\nOK\r\n" and the prompt.
  void print_prompt();

  /// Between the "OK" of a command that restarts the chip and the restart (at-core.md 3.1).
  static constexpr Duration restart_pause{20};
  /// Restarts the chip after what was written has left, `after` from now.
  void restart(std::string_view reason, Duration after);
  /// Deep sleep: everything stops until the restart that was asked for.
  void fall_asleep();
  bool is_asleep() const { return asleep_; }

  /// Seconds since 1970 by the module's clock, which starts at 0.
  std::int64_t unix_time() const;
  void set_unix_time(std::int64_t seconds);

  // What happens on the air.
  void handle(const AirChanged& event);
  void handle(const AccessPointLost& event);
  void handle(const LeaseRenewed& event);
  void handle(const SoftApVisited& event);

  // What goes wrong in the firmware.
  void handle(const FirmwareDisturbed& event);
  void handle(const FirmwareCrashed& event);

  /// A chunk arrives on the AT UART; nobody listens while the chip restarts.
  void receive(std::string_view chunk);
  /// What a module that gets its power back later would start with.
  Storage storage() const { return {stored, flash.contents(), manufacturing_data}; }
  /// Tells the world what of the storage has changed since this was last called.
  void announce_stored();
  /// Tells the network which name servers the host has set, when that has changed since this was last called.
  void announce_name_servers();
  /// The last step of a start: "ready", and the stored access point is joined.
  void boot();

  std::optional<Time> next_deadline() const;
  /// Lets what is due happen.
  void advance();

 private:
  Receiver::Actions receiver_actions();
  Station::Events station_events();
  WifiSession first_session() const;
  std::optional<Receiver::State> intervene(std::string_view line);
  bool dispatch(const CommandLine& line);
  void refuse(LineError error);
  void power_off();
  /// What every start sets anew.
  void reset_volatile();

  Settings announced_;
  ManufacturingData announced_data_;
  std::optional<std::vector<Ipv4Address>> announced_name_servers_;
  std::optional<Time> restart_at_;
  std::optional<Time> ready_at_;
  bool asleep_ = false;
  std::int64_t clock_offset_ = 0;  ///< what the clock showed at time zero, in seconds
};

}  // namespace espat::at
