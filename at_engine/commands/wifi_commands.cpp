// CWMODE, CWJAP, CWQAP, CWAUTOCONN, CWDHCP, CIPSTA?, CIPSTAMAC?, CIFSR (device-commands.md 6.1, 6.2).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr Duration join_time{15'000};  ///< a failed CWJAP always takes this long (device-commands.md 6.2)

bool has_station(int wifi_mode) { return wifi_mode == 1 || wifi_mode == 3; }
bool has_softap(int wifi_mode) { return wifi_mode == 2 || wifi_mode == 3; }

Outcome fail(Module& module, std::uint32_t code, std::string_view why) {
  module.print_code(code);
  module.out.because(why);
  return Result::error;
}

bool is_station(Module& module) { return has_station(module.settings.wifi_mode); }

Outcome query_mode(const Call& call) {
  call.module.out.uart("+CWMODE:" + std::to_string(call.module.settings.wifi_mode) + "\r\n");
  return Result::ok;
}

Outcome set_mode(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  const IntegerRead mode = reader.integer(0);
  if (mode.status != ReadStatus::ok) return Result::error;
  if (mode.value < 0 || mode.value > 3) return fail(module, error_code::parameter_invalid(1), "the mode is not 0 to 3");
  int joins = 1;
  if (reader.count() > 1 && !reader.integer_within(1, 0, 1, joins)) return Result::error;
  if (reader.count() > 2)
    return fail(module, error_code::parameter_count(2, static_cast<std::uint32_t>(reader.count())), "too many parameters");

  const int before = module.settings.wifi_mode;
  if (mode.value == before) return Result::ok;
  if (has_station(before) && !has_station(mode.value)) module.station.leave();
  module.change_settings([&mode](Settings& settings) { settings.wifi_mode = mode.value; });
  if (before == 2 && has_station(mode.value) && joins == 1 && !module.settings.ssid.empty()) {
    module.station.join({module.settings.ssid, module.settings.password, module.settings.bssid});
  }
  return Result::ok;
}

Outcome query_access_point(const Call& call) {
  const Settings& settings = call.module.settings;
  const AccessPoint* ap = call.module.station.access_point();
  if (ap == nullptr) {
    call.module.out.log("No AP\r\n");
    return Result::ok;
  }
  call.module.out.uart("+CWJAP:\"" + call.module.station.request().ssid + "\",\"" + ap->bssid + "\"," + std::to_string(ap->channel) + "," +
                       std::to_string(ap->rssi) + "," + std::to_string(settings.pci) + "," + (settings.reconnects ? "1" : "0") + "," +
                       std::to_string(settings.listen_interval) + "," + std::to_string(settings.scan_mode) + "\r\n");
  return Result::ok;
}

/// The code that +CWJAP prints when the time is over.
int failure_code(const Station& station) {
  const auto reason = station.last_failure();
  if (station.state() == Station::State::associated) return 0;
  if (!reason) return 1;
  if (*reason == 202) return 2;
  return *reason == Station::no_ap_found ? 3 : 4;
}

Outcome await_address(Module& module, Time deadline) {
  Station& station = module.station;
  if (station.is_online()) return Result::ok;
  if (module.now < deadline) return Outcome::still_waiting();
  const int code = failure_code(station);
  station.stop();
  module.out.uart("+CWJAP:" + std::to_string(code) + "\r\n");
  module.out.because(code == 3   ? "no access point of this name is on the air"
                     : code == 4 ? "the access point refused the station, most likely for a wrong password"
                                 : "the station got no address within 15 s");
  return Result::error;
}

Outcome join(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  const TextRead ssid = reader.text(0);
  if (ssid.status != ReadStatus::ok) return Result::error;
  const TextRead password = reader.text(1);
  if (password.status != ReadStatus::ok) return Result::error;
  TextRead bssid;
  if (reader.count() != 2) bssid = reader.text(2);  // also where even the password is missing (at-core.md 3.2)
  if (bssid.status != ReadStatus::ok && bssid.status != ReadStatus::omitted) return Result::error;
  if (!is_station(module)) return fail(module, error_code::execution_failed, "the Wi-Fi mode has no station: send AT+CWMODE=1 first");
  if (ssid.value.empty() || ssid.value.size() > 32) return fail(module, error_code::parameter_length(1), "the ssid has not 1 to 32 bytes");
  if (password.value.size() > 64) return fail(module, error_code::parameter_length(2), "the password is longer than 64 bytes");
  if (reader.count() == 1 || (!bssid.value.empty() && bssid.value.size() != 17))
    return fail(module, error_code::parameter_length(3), "the bssid is no \"xx:xx:xx:xx:xx:xx\"");
  int pci = 0;
  int reconnects = 0;
  int listen_interval = 0;
  int scan_mode = 0;
  const auto optional_integer = [&](std::size_t index, int highest, int& value) {
    return reader.count() <= index || call.parameters[index].empty() || reader.integer_within(index, 0, highest, value);
  };
  if (!optional_integer(3, 1, pci) || !optional_integer(4, 1, reconnects) || !optional_integer(5, 99, listen_interval) ||
      !optional_integer(6, 1, scan_mode)) {
    return Result::error;
  }
  if (reader.count() > 7)
    return fail(module, error_code::parameter_count(7, static_cast<std::uint32_t>(reader.count())), "too many parameters");

  module.change_settings([&](Settings& settings) {
    settings.ssid = ssid.value;
    settings.password = password.value;
    settings.bssid = bssid.value;
    settings.pci = pci;
    settings.reconnects = reconnects == 1;
    settings.listen_interval = listen_interval;
    settings.scan_mode = scan_mode;
  });
  module.station.join({ssid.value, password.value, bssid.value});
  const Time deadline = module.now + join_time;
  return Outcome::wait(
      "an address from the access point", [deadline](Module& m) { return await_address(m, deadline); }, deadline);
}

Outcome quit(const Call& call) {
  if (!is_station(call.module)) return fail(call.module, error_code::execution_failed, "the Wi-Fi mode has no station");
  if (call.module.profile.core.disconnect_event_is_late) {
    call.module.print(Result::ok, "AT+CWQAP");
    call.module.station.leave();
    return Result::process_done;
  }
  call.module.station.leave();
  return Result::ok;
}

Outcome query_autoconnect(const Call& call) {
  call.module.out.uart("+CWAUTOCONN:" + std::string(call.module.settings.joins_at_boot ? "1" : "0"));
  return Result::ok;
}

Outcome set_autoconnect(const Call& call) {
  const IntegerRead value = ParameterReader(call).integer(0);
  if (value.status != ReadStatus::ok) return Result::error;
  if (call.parameters.size() != 1) {
    return fail(call.module, error_code::parameter_count(1, static_cast<std::uint32_t>(call.parameters.size())), "it takes 1 parameter");
  }
  if (value.value < 0 || value.value > 1) return fail(call.module, error_code::parameter_invalid(1), "the value is not 0 or 1");
  call.module.change_stored_settings([&value](Settings& settings) { settings.joins_at_boot = value.value == 1; });
  return Result::ok;
}

Outcome query_dhcp(const Call& call) {
  const Settings& settings = call.module.settings;
  call.module.out.uart("+CWDHCP:" + std::to_string((settings.station_dhcp ? 1 : 0) + (settings.softap_dhcp ? 2 : 0)));
  return Result::ok;
}

Outcome set_dhcp(const Call& call) {
  ParameterReader reader(call);
  int on = 0;
  int which = 0;
  if (reader.count() != 2) {
    // device-commands.md, at-core.md 4.4: the code names a need of 1.
    return fail(call.module, error_code::parameter_count(1, static_cast<std::uint32_t>(reader.count())), "it takes 2 parameters");
  }
  if (!reader.integer_within(0, 0, 1, on) || !reader.integer_within(1, 1, 3, which)) return Result::error;
  call.module.change_settings([on, which](Settings& settings) {
    if ((which & 1) != 0) settings.station_dhcp = on == 1;
    if ((which & 2) != 0) settings.softap_dhcp = on == 1;
  });
  return Result::ok;
}

Outcome query_station_address(const Call& call) {
  const Station& station = call.module.station;
  call.module.out.uart("+CIPSTA:ip:\"" + station.address() + "\"\r\n");
  call.module.out.uart("+CIPSTA:gateway:\"" + station.gateway() + "\"\r\n");
  call.module.out.uart("+CIPSTA:netmask:\"" + station.netmask() + "\"\r\n");
  return Result::ok;
}

Outcome query_station_mac(const Call& call) {
  call.module.out.uart("+CIPSTAMAC:\"" + call.module.setup.mac + "\"\r\n");
  return Result::ok;
}

Outcome print_addresses(const Call& call) {
  Module& module = call.module;
  if (has_softap(module.settings.wifi_mode)) {
    module.out.uart("+CIFSR:APIP,\"192.168.4.1\"\r\n");
    module.out.uart("+CIFSR:APMAC,\"" + module.setup.softap_mac + "\"\r\n");
  }
  if (has_station(module.settings.wifi_mode)) {
    module.out.uart("+CIFSR:STAIP,\"" + module.station.address() + "\"\r\n");
    module.out.uart("+CIFSR:STAMAC,\"" + module.setup.mac + "\"\r\n");
  }
  return Result::ok;
}

}  // namespace

std::span<const Command> wifi_commands() {
  static constexpr std::array table{
      Command{.name = "+CWMODE", .query = query_mode, .set = set_mode},
      Command{.name = "+CWJAP", .query = query_access_point, .set = join},
      Command{.name = "+CWQAP", .execute = quit},
      Command{.name = "+CWAUTOCONN", .query = query_autoconnect, .set = set_autoconnect},
      Command{.name = "+CWDHCP", .query = query_dhcp, .set = set_dhcp},
      Command{.name = "+CIPSTA", .query = query_station_address},
      Command{.name = "+CIPSTAMAC", .query = query_station_mac},
      Command{.name = "+CIFSR", .execute = print_addresses},
  };
  return table;
}

}  // namespace espat::at
