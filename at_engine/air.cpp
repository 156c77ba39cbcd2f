#include "at_engine/air.hpp"

#include <algorithm>

namespace espat::at {

const AccessPoint* Air::find(const JoinRequest& request) const {
  const auto found = std::find_if(access_points.begin(), access_points.end(), [&request](const AccessPoint& ap) {
    const bool is_meant = ap.ssid == request.ssid && (request.bssid.empty() || request.bssid == ap.bssid);
    return ap.is_on_air && (ap.accepts_any_credentials || is_meant);
  });
  return found == access_points.end() ? nullptr : &*found;
}

bool accepts(const AccessPoint& access_point, const std::string& password) {
  const bool is_open = access_point.accepts_any_credentials || access_point.effective_security() == Security::open;
  return is_open || access_point.password == password;
}

}  // namespace espat::at
