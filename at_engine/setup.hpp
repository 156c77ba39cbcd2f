#pragma once

#include <functional>
#include <string>
#include <vector>

#include "at_engine/air.hpp"
#include "at_engine/certificate_item.hpp"
#include "at_engine/storage.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What the Wi-Fi station does at power-up.
enum class StationStart {
  fresh,   ///< factory-fresh: nothing stored
  joins,   ///< station mode with the first access point stored: joins it after "ready"
  joined,  ///< has an address at every boot and in every mode, without a word: for tests that are not about Wi-Fi
};

/// What surrounds the module when it gets power, and how long its parts take.
struct Setup {
  std::vector<AccessPoint> air;
  StationStart station = StationStart::joins;
  Storage storage;           ///< from an earlier life of the module
  Duration restart_time{0};  ///< from the end of one run to "ready" of the next
  AirTimes air_times;
  Duration timer_slack{1};        ///< how much longer than asked a wait of the MQTT client lasts; on silicon it is never exact
  Duration round_trip{0};         ///< from the module to its broker and back; tells what of MQTT comes in one read (mqtt.md 5.4)
  bool has_second_image = false;  ///< for AT+SYSROLLBACK
  /// Reads the certificate items of MQTT in place of what is in flash, for tests.
  std::function<CertificateItem(CertificateKind, int id)> read_certificate = nullptr;
  std::string mac = "7c:df:a1:01:02:04";
  std::string softap_mac = "7c:df:a1:01:02:05";
  /// The Wi-Fi driver takes a MAC address also for an interface that the mode leaves off; for tests without a driver.
  bool macs_fit_every_mode = false;
};

}  // namespace espat::at
