// CWHOSTNAME, CWCOUNTRY, CWSTAPROTO, CWAPPROTO, CWBANDWIDTH, CWCONFIG (device-commands.md 6.1, 8.1-9, 8.1-15).

#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"

namespace espat::at {
namespace {

Outcome query_hostname(const Call& call) {
  if (!is_station(call.module)) return refuse(call.module, "the Wi-Fi mode has no station");
  call.module.out.uart("+CWHOSTNAME:" + call.module.wifi.hostname + "\r\n");
  return Result::ok;
}

Outcome set_hostname(const Call& call) {
  constexpr std::size_t longest_hostname = 32;
  if (!is_station(call.module)) return refuse(call.module, "the Wi-Fi mode has no station");
  ParameterReader reader(call);
  const TextRead name = reader.text(0);
  if (name.status != ReadStatus::ok) return Result::error;
  if (reader.count() != 1) return refuse_count(call, 1);
  if (name.value.empty() || name.value.size() > longest_hostname) return refuse(call.module, "a host name has 1 to 32 bytes");
  call.module.wifi.hostname = name.value;
  return Result::ok;
}

Outcome query_country(const Call& call) {
  const Country& country = call.module.wifi.country;
  call.module.out.uart("+CWCOUNTRY:" + std::to_string(country.policy) + ",\"" + country.code + "\"," +
                       std::to_string(country.first_channel) + "," + std::to_string(country.channels) + "\r\n");
  return Result::ok;
}

/// A number whose range has a code in every version; none when it is refused.
std::optional<int> read_with_code(const Call& call, std::size_t index, int lowest, int highest) {
  const IntegerRead read = ParameterReader(call).integer(index);
  if (read.status != ReadStatus::ok) return std::nullopt;
  if (read.value >= lowest && read.value <= highest) return read.value;
  refuse(call.module, error_code::parameter_invalid(static_cast<std::uint32_t>(index) + 1),
         "parameter " + std::to_string(index + 1) + " is not " + std::to_string(lowest) + " to " + std::to_string(highest));
  return std::nullopt;
}

Outcome set_country(const Call& call) {
  constexpr int highest_channel = 14;
  constexpr std::size_t longest_code = 3;
  const auto policy = read_with_code(call, 0, 0, 1);
  if (!policy) return Result::error;
  const TextRead code = ParameterReader(call).text(1);
  if (code.status != ReadStatus::ok) return Result::error;
  const auto first_channel = read_with_code(call, 2, 1, highest_channel);
  if (!first_channel) return Result::error;
  const auto channels = read_with_code(call, 3, 1, highest_channel);
  if (!channels) return Result::error;
  if (call.parameters.size() != 4) return refuse_count(call, 4);
  if (code.value.size() > longest_code) return refuse(call.module, "a country code has at most 3 bytes");
  // Two bytes are all that the driver keeps.
  call.module.wifi.country = {*policy, code.value.substr(0, 2), *first_channel, *channels};
  return Result::ok;
}

Outcome print_protocols(const Call& call, bool is_there, int protocols) {
  call.module.out.uart(std::string(call.name) + ":" + std::to_string(is_there ? protocols : 0));
  return Result::ok;
}

Outcome query_station_protocols(const Call& call) {
  return print_protocols(call, is_station(call.module), call.module.settings.station_protocols);
}

Outcome query_softap_protocols(const Call& call) {
  return print_protocols(call, is_softap(call.module), call.module.settings.softap_protocols);
}

/// Bits for 802.11b, g, n and the long-range mode; without the interface they are read and forgotten.
Outcome set_protocols(const Call& call, bool is_there, int Settings::*which) {
  constexpr int highest = 15;
  constexpr int with_802_11n = 4;
  const bool may_be_empty = call.module.profile.wifi.protocols_may_be_empty;
  ParameterReader reader(call);
  int protocols = 0;
  const bool is_empty = reader.count() == 1 && reader.is_left_out(0);
  if (!(may_be_empty && is_empty) && !reader.integer_within(0, 1, highest, protocols)) return Result::error;
  if (reader.count() != 1) {
    if (may_be_empty) return refuse(call.module, "it takes 1 parameter");
    return refuse(call.module, error_code::parameter_count(1, static_cast<std::uint32_t>(reader.count())), "it takes 1 parameter");
  }
  if (may_be_empty && !is_empty && (protocols & with_802_11n) == 0) return refuse(call.module, "802.11n has to be among them");
  if (is_there) call.module.change_settings([which, protocols](Settings& settings) { settings.*which = protocols; });
  return Result::ok;
}

Outcome set_station_protocols(const Call& call) { return set_protocols(call, is_station(call.module), &Settings::station_protocols); }

Outcome set_softap_protocols(const Call& call) { return set_protocols(call, is_softap(call.module), &Settings::softap_protocols); }

Outcome query_bandwidth(const Call& call) {
  const auto& bandwidths = call.module.wifi.bandwidths;
  std::string lines;
  for (std::size_t i = 0; i < bandwidths.size(); ++i) {
    lines += "+CWBANDWIDTH:" + std::to_string(i) + "," + std::to_string(bandwidths[i]) + ",0\r\n";
  }
  call.module.out.uart(lines);
  return Result::ok;
}

Outcome set_bandwidth(const Call& call) {
  constexpr int highest_band = 2;
  ParameterReader reader(call);
  int interface = 0;
  int bandwidth = 0;
  int band = 0;
  if (!reader.integer_within(0, 0, 1, interface) || !reader.integer_within(1, 1, 2, bandwidth)) return Result::error;
  const bool has_band = call.module.profile.wifi.bandwidth_has_third_parameter;
  if (reader.count() > (has_band ? 3U : 2U)) return refuse(call.module, "there are too many parameters");
  if (!reader.optional_integer(2, 0, highest_band, band)) return Result::error;
  call.module.wifi.bandwidths[static_cast<std::size_t>(interface)] = bandwidth;
  return Result::ok;
}

Outcome query_timeouts(const Call& call) {
  const WifiSession& wifi = call.module.wifi;
  call.module.out.uart("+CWCONFIG:" + std::to_string(wifi.client_timeout) + "," + std::to_string(wifi.beacon_timeout) + ",0\r\n");
  return Result::ok;
}

Outcome set_timeouts(const Call& call) {
  constexpr int shortest_client_timeout = 10;
  constexpr int longest_client_timeout = 65'535;
  constexpr int shortest_beacon_timeout = 3;
  constexpr int longest_beacon_timeout = 60;
  Module& module = call.module;
  ParameterReader reader(call);
  int client_timeout = module.wifi.client_timeout;
  int beacon_timeout = module.wifi.beacon_timeout;
  int unused = 0;
  if (!reader.optional_integer(0, shortest_client_timeout, longest_client_timeout, client_timeout) ||
      !reader.optional_integer(1, shortest_beacon_timeout, longest_beacon_timeout, beacon_timeout) ||
      !reader.optional_integer(2, 0, 1, unused)) {
    return Result::error;
  }
  if (reader.count() > 3) return refuse(module, "there are too many parameters");
  if (is_softap(module)) module.wifi.client_timeout = client_timeout;
  if (is_station(module)) module.wifi.beacon_timeout = beacon_timeout;
  return Result::ok;
}

}  // namespace

std::span<const Command> radio_commands() {
  static constexpr std::array table{
      Command{.name = "+CWHOSTNAME", .query = query_hostname, .set = set_hostname},
      Command{.name = "+CWCOUNTRY", .query = query_country, .set = set_country},
      Command{.name = "+CWSTAPROTO", .query = query_station_protocols, .set = set_station_protocols},
      Command{.name = "+CWAPPROTO", .query = query_softap_protocols, .set = set_softap_protocols},
  };
  return table;
}

std::span<const Command> radio_tuning_commands() {
  static constexpr std::array table{
      Command{.name = "+CWBANDWIDTH", .query = query_bandwidth, .set = set_bandwidth},
      Command{.name = "+CWCONFIG", .query = query_timeouts, .set = set_timeouts},
  };
  return table;
}

}  // namespace espat::at
