#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "at_engine/command.hpp"
#include "at_engine/flash/flash_rules.hpp"
#include "at_engine/http_rules.hpp"
#include "at_engine/mqtt/mqtt_rules.hpp"
#include "at_engine/tcpip_rules.hpp"
#include "at_engine/wifi_rules.hpp"

namespace espat::at {

/// How the AT core of a version behaves (at-core.md, device-commands.md 5).
struct CoreRules {
  /// Empty, "" and missing strings all read as "not given", and a missing one is reported but not refused (at-core.md 4.3).
  bool strings_can_be_null = true;
  /// Bytes after the last one of raw data are the next command line; otherwise they are answered as busy and lost (mqtt.md 5.2).
  bool raw_surplus_is_input = true;
  /// "OK" and ">" leave in one write.
  bool prompt_is_one_write = false;
  std::string_view empty_echo_log;          ///< what the log says when a NUL leaves nothing to echo (at-core.md, later versions)
  bool logs_with_component = false;         ///< the log component puts level, time and tag before a line
  int highest_system_message = 3;           ///< highest value of AT+SYSMSG
  std::string_view free_memory = "148408";  ///< what AT+SYSRAM? prints
  std::size_t chunk_size = 120;             ///< bytes at which the UART driver wakes the receive task (at-core.md 1.1)
  std::string_view prompt = "\r\n>";
  std::size_t longest_line = 256;  ///< with its line end
  int uart_clock = 0;              ///< Hz; AT+UART_CUR? prints what whole divisors of it give; 0: the baud rate as set
  /// "WIFI DISCONNECT" comes after the OK of AT+CWQAP, and before the restart of AT+RST.
  bool disconnect_event_is_late = false;
  int factory_wifi_mode = 2;  ///< of a module that has nothing stored
  /// A wrong number of parameters is noticed before they are read, and has a code; otherwise a missing one is a parse failure, and a
  /// surplus one has no code.
  bool counts_come_first = true;
  bool busy_while_restarting = false;    ///< a chunk that comes between "OK" and the restart is answered; otherwise it is lost
  bool restore_tells_disconnect = true;  ///< "WIFI DISCONNECT" before the OK of AT+RESTORE
  bool stores_as_delivered = false;      ///< AT+SYSSTORE starts as sys_store of the factory parameters says
  int sleep_mode_at_boot = 0;            ///< AT+SLEEP?
  bool sleep_mode_3_reads_as_2 = true;
  bool softap_cannot_sleep = false;  ///< AT+SLEEP=1..3 is refused in soft-AP mode
  int highest_rf_power = 82;         ///< of AT+RFPOWER, in steps of 0.25 dBm
  bool has_bluetooth_power = false;  ///< AT+RFPOWER has three more values
  int highest_gpio = 39;             ///< AT+SLEEPWKCFG
  bool uart_can_wake = false;        ///< source 1 of AT+SLEEPWKCFG
  /// Each write of AT+GMR, without the OK.
  std::vector<std::string_view> version_writes;
};

/// One firmware version on one chip (versions.md). Data only: adding a version adds one of these.
struct Profile {
  std::string_view name;         ///< "esp32-v2.1.0.0"
  std::string_view chip;         ///< "ESP32"
  std::string_view description;  ///< one line for `espat profiles`
  CoreRules core;
  FlashRules flash;
  WifiRules wifi;
  TcpipRules tcpip;
  HttpRules http;
  MqttRules mqtt;
  /// Which commands exist. A name may stand in several tables, each with some of its forms.
  std::vector<std::span<const Command>> commands;
  /// Commands that the firmware has and espat has not: they answer ERROR, and the program log says why.
  std::vector<std::span<const std::string_view>> not_emulated;
};

/// All versions that can be emulated, the default one first.
std::span<const Profile* const> profiles();

/// Null when there is none of that name.
const Profile* find_profile(std::string_view name);

}  // namespace espat::at
