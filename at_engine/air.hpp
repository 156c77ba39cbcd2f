#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/ipv4_address.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// The numbers are those of +CWLAP (device-commands.md 6.1).
enum class Security { open, wep, wpa, wpa2, wpa_wpa2, enterprise, wpa3, wpa2_wpa3 };

/// An access point on the air.
struct AccessPoint {
  std::string ssid;
  std::string password;  ///< empty: open
  int channel = 6;       ///< 1..14
  int rssi = -55;        ///< dBm
  std::string bssid = "a0:b1:c2:d3:e4:f5";
  bool accepts_any_credentials = false;   ///< whatever the host asks to join is answered by this one
  std::optional<Security> security = {};  ///< none: open without a password, WPA2 with one
  bool is_on_air = true;                  ///< false: switched off, and may come back

  Security effective_security() const { return security.value_or(password.empty() ? Security::open : Security::wpa2); }
};

/// What the station wants to join.
struct JoinRequest {
  std::string ssid;
  std::string password;
  std::string bssid;  ///< empty: any
};

/// How long the Wi-Fi driver takes.
struct AirTimes {
  Duration associate{0};             ///< from the wish to join to "WIFI CONNECTED"
  Duration address{0};               ///< from there to "WIFI GOT IP"
  Duration not_found{2'400};         ///< until an attempt ends because there is no such access point
  Duration refusal{3'000};           ///< until it ends because the access point refused
  Duration disconnect{0};            ///< from AT+CWQAP to "WIFI DISCONNECT"; more than 0: it comes after the OK
  std::optional<Duration> scanning;  ///< a channel's part of a scan, unless the host names one; none: a scan takes no time at all
};

/// Everything around the module that its radio can notice.
struct Air {
  /// Reasons of the Wi-Fi driver for a lost link or a failed attempt.
  static constexpr int beacons_missing = 200;
  static constexpr int no_access_point = 201;
  static constexpr int handshake_timeout = 15;

  std::vector<AccessPoint> access_points;
  AirTimes times;
  bool has_dhcp = true;  ///< the access points hand out addresses
  IpConfiguration lease{0xc0a80164, 0xc0a80101, 0xffffff00};
  int refusal_reason = handshake_timeout;  ///< what the driver calls a wrong password
  std::optional<int> forced_reason;        ///< every attempt fails with it
  bool scans_fail = false;
  bool loss_cuts_connections = true;  ///< with the access point; otherwise the module notices by its own timeouts

  /// The access point that answers; null when there is none.
  const AccessPoint* find(const JoinRequest& request) const;
};

// What happens around the module while it runs.

/// Anything about the air changes: access points come, go or fade, the DHCP server falls silent, the driver takes other times.
struct AirChanged {
  std::function<void(Air&)> change;
};

/// The station loses its access point, if it has one.
struct AccessPointLost {
  int reason = Air::beacons_missing;
  bool disappears = false;  ///< it leaves the air as well
};

/// The DHCP server has given the station its address once more.
struct LeaseRenewed {};

/// Another station does something at the module's soft-AP.
struct SoftApVisited {
  enum class Kind { joins, gets_address, leaves };
  Kind kind = Kind::joins;
  std::string mac;
};

/// Whether `access_point` lets a station in with this password.
bool accepts(const AccessPoint& access_point, const std::string& password);

}  // namespace espat::at
