#pragma once

#include <optional>
#include <string>
#include <vector>

#include "at_engine/effects.hpp"
#include "at_engine/ipv4_address.hpp"
#include "at_engine/tcpip/tcpip_settings.hpp"

namespace espat::at {

struct Profile;
struct Setup;

/// The module's own access point (AT+CWSAP).
struct SoftApSettings {
  std::string ssid;
  std::string password;
  int channel = 1;     ///< 1..14
  int encryption = 0;  ///< as the ecn of +CWSAP: 0 none, 2 WPA, 3 WPA2, 4 both
  int most_stations = 4;
  bool is_hidden = false;
  bool operator==(const SoftApSettings&) const = default;
};

/// What the DHCP server of the soft-AP hands out (AT+CWDHCPS).
struct DhcpRange {
  int lease = 120;  ///< minutes, 1..2880
  Ipv4Address first = 0;
  Ipv4Address last = 0;
  bool operator==(const DhcpRange&) const = default;
};

/// What the module keeps in flash (device-commands.md 6.4). emulator/stored_settings.cpp writes every one of them to a file.
struct Settings {
  int wifi_mode = 2;  ///< 0 none, 1 station, 2 soft-AP, 3 both
  std::string ssid;   ///< of the stored access point; empty: none
  std::string password;
  std::string bssid;
  bool joins_at_boot = true;   ///< AT+CWAUTOCONN
  int reconnect_interval = 0;  ///< seconds until an attempt to get a lost access point back, 0: none; in v2.1 the reconn of AT+CWJAP
  int reconnect_count = 0;     ///< attempts; 0: for ever
  int pci = 0;                 ///< pci_en of AT+CWJAP
  int listen_interval = 0;
  int scan_mode = 0;
  int pmf = 0;
  bool station_dhcp = true;
  bool softap_dhcp = true;
  std::optional<IpConfiguration> station_address;  ///< AT+CIPSTA; none: what DHCP gives
  IpConfiguration softap_address{0xc0a80401, 0xc0a80401, 0xffffff00};
  std::optional<DhcpRange> dhcp_range;  ///< none: the hundred addresses after that of the soft-AP
  std::string station_mac;
  std::string softap_mac;
  SoftApSettings softap;
  int station_protocols = 7;  ///< AT+CWSTAPROTO: bit 0 802.11b, 1 g, 2 n
  int softap_protocols = 7;
  std::optional<std::vector<Ipv4Address>> dns_servers;  ///< AT+CIPDNS=1; none: those of the version
  TcpipSettings tcpip;
  int system_messages = 0;                ///< AT+SYSMSG
  UartSettings uart{115200, 8, 1, 0, 1};  ///< flow control 1 is this build's default (device-commands.md 5.3)
  bool operator==(const Settings&) const = default;
};

/// Those of a module that has never stored any.
Settings factory_settings(const Profile& profile, const Setup& setup);

}  // namespace espat::at
