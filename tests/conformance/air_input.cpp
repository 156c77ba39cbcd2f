#include "tests/conformance/air_input.hpp"

#include <stdexcept>

namespace espat::conformance {
namespace {

at::AirChanged switch_all(bool on) {
  return {[on](at::Air& air) {
    for (at::AccessPoint& ap : air.access_points) ap.is_on_air = on;
  }};
}

/// The recording's driver took the two characters of a tab's JSON escape for part of the name.
std::string recorded_ssid(std::string ssid) {
  for (auto tab = ssid.find('\t'); tab != std::string::npos; tab = ssid.find('\t')) ssid.replace(tab, 1, "\\t");
  return ssid;
}

at::AirChanged add(const ChangeAir& step) {
  at::AccessPoint ap;
  ap.ssid = recorded_ssid(step.ssid);
  ap.password = step.password;
  ap.bssid = step.bssid;
  ap.channel = step.channel;
  ap.rssi = step.rssi;
  ap.security = static_cast<at::Security>(step.auth);
  return {[ap](at::Air& air) { air.access_points.push_back(ap); }};
}

}  // namespace

at::Input air_input(const ChangeAir& step) {
  using Visit = at::SoftApVisited::Kind;
  if (step.action == "lost") return at::AccessPointLost{step.reason, false};
  if (step.action == "gone") return at::AccessPointLost{step.reason, true};
  if (step.action == "all_gone") return switch_all(false);
  if (step.action == "all_back") return switch_all(true);
  if (step.action == "lease_renewed") return at::LeaseRenewed{};
  if (step.action == "clear") return at::AirChanged{[](at::Air& air) { air.access_points.clear(); }};
  if (step.action == "add_ap") return add(step);
  if (step.action == "station_joins") return at::SoftApVisited{Visit::joins, step.mac};
  if (step.action == "station_gets_ip") return at::SoftApVisited{Visit::gets_address, step.mac};
  if (step.action == "station_leaves") return at::SoftApVisited{Visit::leaves, step.mac};
  throw std::invalid_argument("the air cannot do '" + step.action + "'");
}

}  // namespace espat::conformance
