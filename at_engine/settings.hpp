#pragma once

#include <string>

#include "at_engine/effects.hpp"
#include "at_engine/tcpip/tcpip_settings.hpp"

namespace espat::at {

/// What the module keeps in flash (device-commands.md 6.4). emulator/stored_settings.cpp writes every one of them to a file.
struct Settings {
  int wifi_mode = 2;  ///< 0 none, 1 station, 2 soft-AP, 3 both; a fresh module is a soft-AP
  std::string ssid;   ///< of the stored access point; empty: none
  std::string password;
  std::string bssid;
  bool joins_at_boot = true;  ///< AT+CWAUTOCONN
  bool reconnects = false;    ///< the reconn parameter of AT+CWJAP
  int pci = 0;                ///< pci_en of AT+CWJAP
  int listen_interval = 0;
  int scan_mode = 0;
  bool station_dhcp = true;
  bool softap_dhcp = true;
  int system_messages = 0;                ///< AT+SYSMSG
  TcpipSettings tcpip;
  UartSettings uart{115200, 8, 1, 0, 1};  ///< flow control 1 is this build's default (device-commands.md 5.3)
  bool operator==(const Settings&) const = default;
};

}  // namespace espat::at
