#include "at_engine/settings.hpp"

#include <cctype>

#include "at_engine/profile.hpp"
#include "at_engine/setup.hpp"

namespace espat::at {
namespace {

/// The last three bytes of the address, in capitals without colons.
std::string tail_of(const std::string& mac) {
  std::string tail;
  for (const char c : mac.substr(9)) {
    if (c != ':') tail += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return tail;
}

}  // namespace

Settings factory_settings(const Profile& profile, const Setup& setup) {
  Settings settings;
  settings.wifi_mode = profile.core.factory_wifi_mode;
  settings.listen_interval = profile.wifi.default_listen_interval;
  settings.station_mac = setup.mac;
  settings.softap_mac = setup.softap_mac;
  settings.softap.ssid = "ESP_" + tail_of(setup.softap_mac);
  return settings;
}

}  // namespace espat::at
