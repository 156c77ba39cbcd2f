#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "at_engine/command.hpp"
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
  /// Each write of AT+GMR, without the OK.
  std::vector<std::string_view> version_writes;
};

/// One firmware version on one chip (versions.md). Data only: adding a version adds one of these.
struct Profile {
  std::string_view name;         ///< "esp32-v2.1.0.0"
  std::string_view chip;         ///< "ESP32"
  std::string_view description;  ///< one line for `espat profiles`
  CoreRules core;
  WifiRules wifi;
  TcpipRules tcpip;
  HttpRules http;
  MqttRules mqtt;
  /// Which commands exist. A name may stand in several tables, each with some of its forms.
  std::vector<std::span<const Command>> commands;
};

/// All versions that can be emulated, the default one first.
std::span<const Profile* const> profiles();

/// Null when there is none of that name.
const Profile* find_profile(std::string_view name);

}  // namespace espat::at
