#include <utility>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

namespace {

FaultKind wifi_fault(std::string_view name, std::string_view help, std::vector<Parameter> parameters, Removal (*begin)(FaultCall)) {
  return {Place::wifi, name, help, "", false, std::move(parameters), begin};
}

}  // namespace

std::vector<FaultKind> wifi() {
  return {
      wifi_fault("lose_ap", "the access point goes out of reach", {},
                 [](FaultCall call) {
                   call.world.wifi().lose_ap();
                   return Removal();
                 }),
      wifi_fault("return_ap", "the access point is back", {},
                 [](FaultCall call) {
                   call.world.wifi().return_ap();
                   return Removal();
                 }),
      wifi_fault("wrong_password", "the access point takes no password any more", {},
                 [](FaultCall call) { return call.world.wifi().wrong_password(); }),
      wifi_fault("no_ip", "DHCP gives no address", {}, [](FaultCall call) { return call.world.wifi().no_ip(); }),
      wifi_fault("rssi", "the signal strength changes", {{"rssi", ValueKind::count, "to so many dBm", true, -120, 0}},
                 [](FaultCall call) {
                   call.world.wifi().rssi(static_cast<int>(call.arguments.count("rssi")));
                   return Removal();
                 }),
  };
}

}  // namespace espat::scenarios::faults
