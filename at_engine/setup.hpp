#pragma once

#include <functional>
#include <string>
#include <vector>

#include "at_engine/certificate_item.hpp"
#include "at_engine/storage.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// An access point on the air.
struct AccessPoint {
  std::string ssid;
  std::string password;  ///< empty: open
  int channel = 6;       ///< 1..14
  int rssi = -55;        ///< dBm
  std::string bssid = "a0:b1:c2:d3:e4:f5";
  bool accepts_any_credentials = false;  ///< whatever the host asks to join is answered by this one
};

/// What the Wi-Fi station does at power-up.
enum class StationStart {
  fresh,   ///< factory-fresh: soft-AP mode, nothing stored
  joins,   ///< station mode with the first access point stored: joins it after "ready"
  joined,  ///< has an address at every boot and in every mode, without a word: for tests that are not about Wi-Fi
};

/// What surrounds the module when it gets power, and how long its parts take.
struct Setup {
  std::vector<AccessPoint> air;
  StationStart station = StationStart::joins;
  Storage storage;                ///< from an earlier life of the module
  Duration restart_time{0};       ///< from the end of one run to "ready" of the next
  Duration associate_time{0};     ///< from the wish to join to "WIFI CONNECTED"
  Duration address_time{0};       ///< from there to "WIFI GOT IP"
  Duration timer_slack{1};        ///< how much longer than asked a wait of the MQTT client lasts; on silicon it is never exact
  bool has_second_image = false;  ///< for AT+SYSROLLBACK
  /// Reads the certificate items of MQTT in place of what is in flash, for tests.
  std::function<CertificateItem(CertificateKind, int id)> read_certificate = nullptr;
  std::string mac = "7c:df:a1:01:02:04";
  std::string softap_mac = "7c:df:a1:01:02:05";
};

}  // namespace espat::at
