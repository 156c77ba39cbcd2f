// CWSAP, CWLIF, CWQIF, CWDHCPS (device-commands.md 6.1, 8.1-9).

#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"

namespace espat::at {
namespace {

Outcome query_soft_ap(const Call& call) {
  Module& module = call.module;
  if (!is_softap(module)) return refuse_without_softap(module);
  const SoftApSettings& own = module.settings.softap;
  const AccessPoint* joined = module.station.access_point();
  const int channel = joined != nullptr && module.profile.wifi.softap_follows_station ? joined->channel : own.channel;
  module.out.uart("+CWSAP:\"" + own.ssid + "\",\"" + own.password + "\"," + std::to_string(channel) + "," + std::to_string(own.encryption) +
                  "," + std::to_string(own.most_stations) + "," + (own.is_hidden ? "1" : "0") + "\r\n");
  return Result::ok;
}

bool read_soft_ap(ParameterReader& reader, int highest_channel, SoftApSettings& settings) {
  constexpr int most_stations = 10;
  settings.most_stations = most_stations;
  const TextRead ssid = reader.text(0);
  if (ssid.status != ReadStatus::ok) return false;
  const TextRead password = reader.text(1);
  if (password.status != ReadStatus::ok && password.status != ReadStatus::omitted) return false;
  settings.ssid = ssid.value;
  settings.password = password.value;
  int hidden = 0;
  if (!reader.integer_within(2, 1, highest_channel, settings.channel) || !reader.integer_within(3, 0, 4, settings.encryption) ||
      !reader.optional_integer(4, 1, most_stations, settings.most_stations) || !reader.optional_integer(5, 0, 1, hidden)) {
    return false;
  }
  settings.is_hidden = hidden == 1;
  return true;
}

Outcome set_soft_ap(const Call& call) {
  constexpr std::size_t longest_ssid = 32;
  constexpr std::size_t shortest_password = 8;
  constexpr std::size_t longest_password = 64;
  Module& module = call.module;
  if (!is_softap(module)) return refuse_without_softap(module);
  ParameterReader reader(call);
  SoftApSettings settings;
  if (!read_soft_ap(reader, module.profile.wifi.highest_softap_channel, settings)) return Result::error;
  if (reader.count() > 6) return refuse_count(call, 4);
  if (settings.ssid.empty() || settings.ssid.size() > longest_ssid)
    return refuse_check(module, error_code::parameter_invalid(1), "the ssid has not 1 to 32 bytes");
  if (settings.password.size() > longest_password)
    return refuse_check(module, error_code::parameter_invalid(2), "the password is longer than 64 bytes");
  if (settings.encryption == 1) return refuse_check(module, error_code::parameter_invalid(4), "a soft-AP cannot use WEP");
  if (settings.encryption != 0 && settings.password.size() < shortest_password)
    return refuse_check(module, error_code::parameter_invalid(4), "a password has at least 8 bytes");
  if (settings.encryption == 0) settings.password.clear();
  module.change_settings([&settings](Settings& all) { all.softap = settings; });
  return Result::ok;
}

Outcome list_clients(const Call& call) {
  if (!is_softap(call.module)) return refuse_without_softap(call.module);
  for (const SoftApClient& client : call.module.soft_ap.clients()) {
    call.module.out.uart("+CWLIF:" + text_of(client.address) + "," + client.mac + "\r\n");
  }
  return Result::ok;
}

Outcome disconnect_clients(const Call& call) {
  if (!is_softap(call.module)) return refuse(call.module, error_code::execution_failed, "the Wi-Fi mode has no soft-AP");
  const auto clients = call.module.soft_ap.clients();
  for (const SoftApClient& client : clients) call.module.soft_ap.disconnect(client.mac);
  return Result::ok;
}

Outcome disconnect_client(const Call& call) {
  const TextRead mac = ParameterReader(call).text(0);
  if (mac.status != ReadStatus::ok) return Result::error;
  if (!is_softap(call.module)) return refuse(call.module, error_code::execution_failed, "the Wi-Fi mode has no soft-AP");
  if (!call.module.soft_ap.disconnect(mac.value)) return refuse(call.module, "there is no such station at the soft-AP");
  return Result::ok;
}

Outcome query_dhcp_range(const Call& call) {
  const DhcpRange range = dhcp_range(call.module.settings);
  call.module.out.uart("+CWDHCPS:" + std::to_string(range.lease) + "," + text_of(range.first) + "," + text_of(range.last));
  return Result::ok;
}

/// Reads an address of the soft-AP's own network.
std::optional<Ipv4Address> read_local_address(const Call& call, std::size_t index) {
  const TextRead read = ParameterReader(call).text(index);
  if (read.status != ReadStatus::ok) return std::nullopt;
  const auto address = parse_ipv4(read.value);
  const IpConfiguration& own = call.module.settings.softap_address;
  if (address && ((*address ^ own.address) & own.netmask) == 0) return address;
  call.module.out.because("parameter " + std::to_string(index + 1) + " is no address in the network of the soft-AP");
  return std::nullopt;
}

Outcome set_dhcp_range(const Call& call) {
  constexpr int longest_lease = 2'880;
  constexpr Ipv4Address largest_distance = 99;
  Module& module = call.module;
  if (!is_softap(module)) return refuse_without_softap(module);
  ParameterReader reader(call);
  int on = 0;
  if (!reader.integer_within(0, 0, 1, on)) return Result::error;
  if (reader.count() != (on == 1 ? 4U : 1U)) return refuse_count(call, 1);
  if (on == 0) {
    module.change_settings([](Settings& settings) { settings.dhcp_range.reset(); });
    return Result::ok;
  }
  DhcpRange range;
  if (!reader.integer_within(1, 1, longest_lease, range.lease)) return Result::error;
  const auto first = read_local_address(call, 2);
  const auto last = read_local_address(call, 3);
  if (!first || !last) return Result::error;
  if (*last < *first || *last - *first > largest_distance) return refuse(module, "the range is empty, or has more than 100 addresses");
  range.first = *first;
  range.last = *last;
  module.change_settings([&range](Settings& settings) { settings.dhcp_range = range; });
  return Result::ok;
}

}  // namespace

std::span<const Command> soft_ap_commands() {
  static constexpr std::array table{
      Command{.name = "+CWSAP", .query = query_soft_ap, .set = set_soft_ap},
      Command{.name = "+CWLIF", .execute = list_clients},
      Command{.name = "+CWQIF", .set = disconnect_client, .execute = disconnect_clients},
      Command{.name = "+CWDHCPS", .query = query_dhcp_range, .set = set_dhcp_range},
  };
  return table;
}

}  // namespace espat::at
