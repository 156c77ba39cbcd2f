#include "emulator/wifi_faults.hpp"

#include "emulator/device.hpp"

namespace espat::emulator {
namespace {

template <typename Change>
DeviceFault change_air(Change change) {
  return [change](Device& device) { device.happen(at::AirChanged{change}); };
}

DeviceFault put_on_air(bool on) {
  return change_air([on](at::Air& air) {
    for (at::AccessPoint& ap : air.access_points) ap.is_on_air = on;
  });
}

DeviceFault force_reason(std::optional<int> reason) {
  return change_air([reason](at::Air& air) { air.forced_reason = reason; });
}

DeviceFault switch_dhcp(bool on) {
  return change_air([on](at::Air& air) { air.has_dhcp = on; });
}

}  // namespace

void WifiFaults::lose_ap() { add_(put_on_air(false)); }

void WifiFaults::return_ap() { add_(put_on_air(true)); }

scenarios::Removal WifiFaults::wrong_password() {
  add_(force_reason(at::Air::handshake_timeout));
  return [add = add_] { add(force_reason(std::nullopt)); };
}

scenarios::Removal WifiFaults::no_ip() {
  add_(switch_dhcp(false));
  return [add = add_] {
    add(switch_dhcp(true));
    // A DHCP client without an answer goes on asking.
    add([](Device& device) {
      if (device.module().station.state() == at::Station::State::associated) device.happen(at::LeaseRenewed{});
    });
  };
}

void WifiFaults::rssi(int dbm) {
  add_(change_air([dbm](at::Air& air) {
    for (at::AccessPoint& ap : air.access_points) ap.rssi = dbm;
  }));
}

}  // namespace espat::emulator
