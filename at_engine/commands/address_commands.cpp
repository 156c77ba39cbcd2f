// CWDHCP, CIPSTA, CIPAP, CIPSTAMAC, CIPAPMAC, CIFSR, CIPV6 (device-commands.md 6.1, 8.1-8, 8.1-9).

#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/mac_address.hpp"

namespace espat::at {
namespace {

Outcome query_dhcp(const Call& call) {
  const Settings& settings = call.module.settings;
  call.module.out.uart("+CWDHCP:" + std::to_string((settings.station_dhcp ? 1 : 0) + (settings.softap_dhcp ? 2 : 0)));
  return Result::ok;
}

Outcome set_dhcp(const Call& call) {
  ParameterReader reader(call);
  int on = 0;
  int which = 0;
  if (reader.count() != 2) return refuse_count(call, 1);  // the code names a need of 1 (at-core.md 4.4)
  if (!reader.integer_within(0, 0, 1, on) || !reader.integer_within(1, 1, 3, which)) return Result::error;
  const bool is_for_station = (which & 1) != 0;
  const bool is_for_softap = (which & 2) != 0;
  call.module.change_settings([&](Settings& settings) {
    if (is_for_station) settings.station_dhcp = on == 1;
    if (is_for_station && on == 1) settings.station_address.reset();
    if (is_for_softap) settings.softap_dhcp = on == 1;
  });
  if (is_for_station) call.module.station.dhcp_switched();
  return Result::ok;
}

void print_configuration(const Call& call, const IpConfiguration& configuration) {
  const std::string prefix = std::string(call.name) + ":";
  call.module.out.uart(prefix + "ip:\"" + text_of(configuration.address) + "\"\r\n");
  call.module.out.uart(prefix + "gateway:\"" + text_of(configuration.gateway) + "\"\r\n");
  call.module.out.uart(prefix + "netmask:\"" + text_of(configuration.netmask) + "\"\r\n");
}

Outcome query_station_address(const Call& call) {
  print_configuration(call, call.module.station.ip_configuration());
  return Result::ok;
}

Outcome query_softap_address(const Call& call) {
  print_configuration(call, call.module.settings.softap_address);
  return Result::ok;
}

/// One of the three addresses; reports what is wrong with it.
std::optional<Ipv4Address> read_address(const Call& call, std::size_t index) {
  constexpr Ipv4Address broadcast = std::numeric_limits<Ipv4Address>::max();
  const TextRead read = ParameterReader(call).text(index);
  if (read.status != ReadStatus::ok) return std::nullopt;
  const auto address = parse_ipv4(read.value);
  if (address && *address != 0 && *address != broadcast) return address;
  refuse_check(call.module, error_code::parameter_invalid(static_cast<std::uint32_t>(index) + 1),
               "parameter " + std::to_string(index + 1) + " is no IPv4 address");
  return std::nullopt;
}

/// Without a netmask the gateway is not looked at either: both follow from the address.
std::optional<IpConfiguration> read_configuration(const Call& call) {
  constexpr Ipv4Address usual_netmask = 0xffffff00;
  const std::size_t count = call.parameters.size();
  if (count > 3) {
    refuse_count(call, 3);
    return std::nullopt;
  }
  const auto address = read_address(call, 0);
  if (!address) return std::nullopt;
  if (count < 3) return IpConfiguration{*address, (*address & usual_netmask) | 1U, usual_netmask};
  const auto gateway = read_address(call, 1);
  if (!gateway) return std::nullopt;
  const auto netmask = read_address(call, 2);
  if (!netmask) return std::nullopt;
  return IpConfiguration{*address, *gateway, *netmask};
}

Outcome set_station_address(const Call& call) {
  const auto configuration = read_configuration(call);
  if (!configuration) return Result::error;
  call.module.change_settings([&configuration](Settings& settings) {
    settings.station_address = configuration;
    settings.station_dhcp = false;
  });
  call.module.station.address_set();
  return Result::ok;
}

Outcome set_softap_address(const Call& call) {
  const auto configuration = read_configuration(call);
  if (!configuration) return Result::error;
  call.module.change_settings([&configuration](Settings& settings) {
    settings.softap_address = *configuration;
    settings.dhcp_range.reset();
  });
  return Result::ok;
}

Outcome query_station_mac(const Call& call) {
  call.module.out.uart("+CIPSTAMAC:\"" + call.module.settings.station_mac + "\"\r\n");
  return Result::ok;
}

Outcome query_softap_mac(const Call& call) {
  call.module.out.uart("+CIPAPMAC:\"" + call.module.settings.softap_mac + "\"\r\n");
  return Result::ok;
}

/// An address of one interface, which is not that of a group; reports what is wrong.
std::optional<std::string> read_mac(const Call& call) {
  if (call.parameters.size() != 1) {
    refuse(call.module, error_code::parameter_count(1, static_cast<std::uint32_t>(call.parameters.size())), "it takes 1 parameter");
    return std::nullopt;
  }
  const TextRead read = ParameterReader(call).text(0);
  if (read.status != ReadStatus::ok) return std::nullopt;
  const auto mac = parse_mac(read.value);
  if (!mac || *mac == "00:00:00:00:00:00" || *mac == "ff:ff:ff:ff:ff:ff") {
    refuse(call.module, error_code::parameter_invalid(1), "it is no MAC address");
    return std::nullopt;
  }
  return mac;
}

Outcome set_station_mac(const Call& call) {
  const auto mac = read_mac(call);
  if (!mac) return Result::error;
  Module& module = call.module;
  if ((!module.setup.macs_fit_every_mode && !is_station(module)) || is_multicast(*mac) || *mac == module.settings.softap_mac)
    return refuse(module, error_code::execution_failed, "the driver does not take this address now");
  module.change_settings([&mac](Settings& settings) { settings.station_mac = *mac; });
  return Result::ok;
}

Outcome set_softap_mac(const Call& call) {
  const auto mac = read_mac(call);
  if (!mac) return Result::error;
  Module& module = call.module;
  if ((!module.setup.macs_fit_every_mode && !is_softap(module)) || is_multicast(*mac) || *mac == module.settings.station_mac)
    return refuse(module, "the driver does not take this address now");
  module.change_settings([&mac](Settings& settings) { settings.softap_mac = *mac; });
  return Result::ok;
}

Outcome print_addresses(const Call& call) {
  Module& module = call.module;
  if (has_softap(module.settings.wifi_mode)) {
    module.out.uart("+CIFSR:APIP,\"" + text_of(module.settings.softap_address.address) + "\"\r\n");
    module.out.uart("+CIFSR:APMAC,\"" + module.settings.softap_mac + "\"\r\n");
  }
  if (has_station(module.settings.wifi_mode)) {
    module.out.uart("+CIFSR:STAIP,\"" + module.station.address() + "\"\r\n");
    module.out.uart("+CIFSR:STAMAC,\"" + module.settings.station_mac + "\"\r\n");
  }
  return Result::ok;
}

Outcome query_ipv6(const Call& call) {
  call.module.out.uart("+CIPV6:" + std::string(call.module.wifi.uses_ipv6 ? "1" : "0") + "\r\n");
  return Result::ok;
}

Outcome set_ipv6(const Call& call) {
  ParameterReader reader(call);
  int on = 0;
  if (!reader.integer_within(0, 0, 1, on)) return Result::error;
  if (reader.count() != 1) return refuse_count(call, 1);
  call.module.wifi.uses_ipv6 = on == 1;
  return Result::ok;
}

}  // namespace

std::span<const Command> address_commands() {
  static constexpr std::array table{
      Command{.name = "+CWDHCP", .query = query_dhcp, .set = set_dhcp},
      Command{.name = "+CIPSTA", .query = query_station_address, .set = set_station_address},
      Command{.name = "+CIPAP", .query = query_softap_address, .set = set_softap_address},
      Command{.name = "+CIPSTAMAC", .query = query_station_mac, .set = set_station_mac},
      Command{.name = "+CIPAPMAC", .query = query_softap_mac, .set = set_softap_mac},
      Command{.name = "+CIFSR", .execute = print_addresses},
  };
  return table;
}

std::span<const Command> ipv6_command() {
  static constexpr std::array table{Command{.name = "+CIPV6", .query = query_ipv6, .set = set_ipv6}};
  return table;
}

}  // namespace espat::at
