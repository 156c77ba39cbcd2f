// CWLAP, CWLAPOPT (device-commands.md 6.1, 8.1-6).

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"

namespace espat::at {
namespace {

constexpr int channels = 13;
constexpr int passive_factor = 3;  ///< a channel that is only listened to takes so much longer

/// What a scan looks for.
struct ScanFilter {
  std::string ssid;   ///< empty: any
  std::string bssid;  ///< empty: any
  int channel = 0;    ///< 0: all
};

/// How access points of a kind encrypt, as the driver numbers its ciphers.
int pairwise_cipher(Security security) {
  constexpr std::array ciphers{0, 1, 4, 4, 5, 4, 4, 4};
  return ciphers[static_cast<std::size_t>(security)];
}

int group_cipher(Security security) {
  constexpr std::array ciphers{0, 1, 4, 4, 3, 4, 4, 4};
  return ciphers[static_cast<std::size_t>(security)];
}

std::string line_of(const AccessPoint& ap, int fields) {
  const Security security = ap.effective_security();
  const std::array all{std::to_string(static_cast<int>(security)),
                       "\"" + ap.ssid + "\"",
                       std::to_string(ap.rssi),
                       "\"" + ap.bssid + "\"",
                       std::to_string(ap.channel),
                       std::string("-1"),  // frequency offset and its calibration, which the C3 does not measure
                       std::string("-1"),
                       std::to_string(pairwise_cipher(security)),
                       std::to_string(group_cipher(security)),
                       std::string("7"),   // 802.11b, g and n
                       std::string("0")};  // no WPS
  std::string line;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((static_cast<unsigned>(fields) >> i & 1U) != 0) line += (line.empty() ? "" : ",") + all[i];
  }
  return "+CWLAP:(" + line + ")\r\n";
}

bool is_shown(const AccessPoint& ap, const ScanFilter& filter, const ScanOptions& options) {
  const bool is_meant = (filter.ssid.empty() || filter.ssid == ap.ssid) && (filter.bssid.empty() || filter.bssid == ap.bssid) &&
                        (filter.channel == 0 || filter.channel == ap.channel);
  const auto security = static_cast<unsigned>(ap.effective_security());
  const bool is_wanted = ap.rssi >= options.weakest && (static_cast<unsigned>(options.security_mask) >> security & 1U) != 0;
  return ap.is_on_air && is_meant && is_wanted;
}

Outcome finish_scan(Module& module, const ScanFilter& filter) {
  std::vector<const AccessPoint*> found;
  for (const AccessPoint& ap : module.air.access_points) {
    if (is_shown(ap, filter, module.wifi.scan)) found.push_back(&ap);
  }
  // The later drivers sort in any case.
  if (module.wifi.scan.is_sorted || module.profile.wifi.scan_is_sorted) {
    std::stable_sort(found.begin(), found.end(), [](const AccessPoint* a, const AccessPoint* b) { return a->rssi > b->rssi; });
  }
  for (const AccessPoint* ap : found) module.out.uart(line_of(*ap, module.wifi.scan.fields));
  module.station.end_scan();
  return Result::ok;
}

Outcome begin_scan(Module& module, const ScanFilter& filter, Duration on_channel) {
  if (module.air.scans_fail) return refuse(module, "the driver cannot scan");
  module.station.begin_scan();
  const Time end = module.now + on_channel * (filter.channel == 0 ? channels : 1);
  return Outcome::wait(
      "the end of the scan", [end, filter](Module& m) { return m.now < end ? Outcome::still_waiting() : finish_scan(m, filter); }, end);
}

Outcome scan_all(const Call& call) {
  if (!is_station(call.module)) return refuse_without_station(call.module);
  return begin_scan(call.module, {}, call.module.air.times.scanning.value_or(Duration{0}));
}

/// True when the parameter is left out, or a string, which then is in `value`.
bool optional_text(ParameterReader& reader, std::size_t index, std::string& value) {
  if (reader.is_left_out(index)) return true;
  TextRead read = reader.text(index);
  value = std::move(read.value);
  return read.status == ReadStatus::ok;
}

Outcome scan_some(const Call& call) {
  constexpr int longest_time = 1'500;
  Module& module = call.module;
  if (!is_station(module)) return refuse_without_station(module);
  ParameterReader reader(call);
  ScanFilter filter;
  int is_passive = 0;
  int shortest = 0;
  int longest = 0;
  if (!optional_text(reader, 0, filter.ssid) || !optional_text(reader, 1, filter.bssid) ||
      !reader.optional_integer(2, 1, module.profile.wifi.highest_scan_channel, filter.channel) ||
      !reader.optional_integer(3, 0, 1, is_passive) || !reader.optional_integer(4, 0, longest_time, shortest) ||
      !reader.optional_integer(5, 0, longest_time, longest)) {
    return Result::error;
  }
  if (reader.count() > 6) return refuse_count(call, 3);
  if (!module.air.times.scanning) return begin_scan(module, filter, Duration{0});
  const Duration usual = *module.air.times.scanning * (is_passive == 1 ? passive_factor : 1);
  return begin_scan(module, filter, longest > 0 ? Duration{longest} : usual);
}

/// Of v2.1: both parameters, no others.
Outcome set_scan_options(const Call& call) {
  ParameterReader reader(call);
  if (reader.count() != 2) return refuse_count(call, 2);
  int sorted = 0;
  int fields = 0;
  if (!reader.integer_within(0, 0, 1, sorted) || !reader.integer_within(1, 0, call.module.profile.wifi.scan_fields, fields)) {
    return Result::error;
  }
  call.module.wifi.scan.is_sorted = sorted == 1;
  call.module.wifi.scan.fields = fields;
  return Result::ok;
}

Outcome set_scan_options_later(const Call& call) {
  constexpr int lowest_rssi = -100;
  constexpr int highest_rssi = 40;
  const WifiRules& rules = call.module.profile.wifi;
  ParameterReader reader(call);
  ScanOptions options{.fields = rules.scan_fields};
  int sorted = 1;
  if (!reader.optional_integer(0, 0, 1, sorted) || !reader.optional_integer(1, 0, rules.scan_fields, options.fields) ||
      !reader.optional_integer(2, lowest_rssi, highest_rssi, options.weakest) ||
      !reader.optional_integer(3, 0, rules.highest_scan_security_mask, options.security_mask)) {
    return Result::error;
  }
  if (reader.count() > 4) return refuse_count(call, 2);
  options.is_sorted = sorted == 1;
  call.module.wifi.scan = options;
  return Result::ok;
}

constexpr Command scan_command{.name = "+CWLAP", .set = scan_some, .execute = scan_all};

}  // namespace

std::span<const Command> scan_commands() {
  static constexpr std::array table{scan_command, Command{.name = "+CWLAPOPT", .set = set_scan_options}};
  return table;
}

std::span<const Command> later_scan_commands() {
  static constexpr std::array table{scan_command, Command{.name = "+CWLAPOPT", .set = set_scan_options_later}};
  return table;
}

}  // namespace espat::at
