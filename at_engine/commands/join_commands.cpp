// CWJAP, CWQAP, CWSTATE, CWRECONNCFG (device-commands.md 6.2, 8.1-1 to 8.1-4).

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/mac_address.hpp"

namespace espat::at {
namespace {

constexpr Duration join_time{15'000};  ///< a failed CWJAP takes this long unless it names a time of its own
constexpr std::size_t longest_ssid = 32;
constexpr std::size_t longest_password = 64;

/// The parameters of CWJAP that stand behind the access point.
struct JoinOptions {
  int pci = 0;
  int reconnect_interval = 0;
  int listen_interval = 0;
  int scan_mode = 0;
  int pmf = 0;
};

Outcome query_access_point(const Call& call) {
  Module& module = call.module;
  const Settings& settings = module.settings;
  const AccessPoint* ap = module.station.access_point();
  if (ap == nullptr) {
    module.out.log("No AP\r\n");
    return Result::ok;
  }
  std::string line = "+CWJAP:\"" + module.station.request().ssid + "\",\"" + ap->bssid + "\"";
  for (const int field : {ap->channel, ap->rssi, settings.pci, settings.reconnect_interval, settings.listen_interval, settings.scan_mode}) {
    line += "," + std::to_string(field);
  }
  if (module.profile.wifi.reply_has_pmf) line += "," + std::to_string(settings.pmf);
  module.out.uart(line + "\r\n");
  return Result::ok;
}

/// The code that +CWJAP prints when the time is over.
int failure_code(const Module& module) {
  const WifiRules& rules = module.profile.wifi;
  if (module.station.state() == Station::State::associated) return rules.join_failure_without_address;
  const auto reason = module.station.last_failure();
  if (!reason) return rules.join_failure_without_reason;
  const auto known = std::find_if(rules.join_failures.begin(), rules.join_failures.end(),
                                  [&reason](const JoinFailure& failure) { return failure.reason == *reason; });
  return known == rules.join_failures.end() ? rules.join_failure_of_other_reason : known->code;
}

std::string_view failure_in_words(const Station& station) {
  const auto reason = station.last_failure();
  if (station.state() == Station::State::associated) return "the access point gave no address in time";
  if (!reason) return "the attempt had not ended in time";
  if (*reason == Air::no_access_point) return "no access point of this name is on the air";
  return "the access point refused the station, most likely for a wrong password";
}

Outcome await_address(Module& module, Time deadline) {
  Station& station = module.station;
  if (station.state() == Station::State::online) return Result::ok;
  if (module.now < deadline) return Outcome::still_waiting();
  const int code = failure_code(module);
  module.out.because(failure_in_words(station));
  station.give_up();
  module.out.uart("+CWJAP:" + std::to_string(code) + "\r\n");
  return Result::error;
}

Outcome join_access_point(Module& module, JoinRequest request, Duration limit) {
  module.station.join(std::move(request));
  const Time deadline = module.now + limit;
  return Outcome::wait(
      "an address from the access point", [deadline](Module& m) { return await_address(m, deadline); }, deadline);
}

void store(Module& module, const JoinRequest& request, const JoinOptions& options) {
  module.change_settings([&](Settings& settings) {
    settings.ssid = request.ssid;
    settings.password = request.password;
    settings.bssid = request.bssid;
    settings.pci = options.pci;
    settings.reconnect_interval = options.reconnect_interval;
    settings.reconnect_count = 0;
    settings.listen_interval = options.listen_interval;
    settings.scan_mode = options.scan_mode;
    settings.pmf = options.pmf;
  });
}

/// Of v2.1, which reads the first three parameters before it looks at anything else.
Outcome join(const Call& call) {
  constexpr int longest_listen_interval = 99;
  Module& module = call.module;
  ParameterReader reader(call);
  const TextRead ssid = reader.text(0);
  if (ssid.status != ReadStatus::ok) return Result::error;
  const TextRead password = reader.text(1);
  if (password.status != ReadStatus::ok) return Result::error;
  TextRead bssid;
  if (reader.count() != 2) bssid = reader.text(2);  // also where even the password is missing (at-core.md 3.2)
  if (bssid.status != ReadStatus::ok && bssid.status != ReadStatus::omitted) return Result::error;
  if (!is_station(module)) return refuse_without_station(module);
  if (ssid.value.empty() || ssid.value.size() > longest_ssid)
    return refuse(module, error_code::parameter_length(1), "the ssid has not 1 to 32 bytes");
  if (password.value.size() > longest_password)
    return refuse(module, error_code::parameter_length(2), "the password is longer than 64 bytes");
  const std::optional<std::string> mac = bssid.value.empty() ? bssid.value : parse_mac(bssid.value);
  if (reader.count() == 1 || !mac) return refuse(module, error_code::parameter_length(3), "the bssid is no \"xx:xx:xx:xx:xx:xx\"");
  JoinOptions options;
  if (!reader.optional_integer(3, 0, 1, options.pci) || !reader.optional_integer(4, 0, 1, options.reconnect_interval) ||
      !reader.optional_integer(5, 0, longest_listen_interval, options.listen_interval) ||
      !reader.optional_integer(6, 0, 1, options.scan_mode)) {
    return Result::error;
  }
  if (reader.count() > 7) return refuse_count(call, 7);
  const JoinRequest request{ssid.value, password.value, *mac};
  store(module, request, options);
  return join_access_point(module, request, join_time);
}

/// The access point that v2.2 and later are asked to join; none when a parameter is refused.
std::optional<JoinRequest> read_request(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  const TextRead ssid = reader.text(0);
  if (ssid.status == ReadStatus::failed) return std::nullopt;
  JoinRequest request{ssid.status == ReadStatus::omitted ? module.settings.ssid : ssid.value, {}, {}};
  if (request.ssid.empty() || request.ssid.size() > longest_ssid) {
    module.out.because("the ssid has not 1 to 32 bytes");
    return std::nullopt;
  }
  const TextRead password = reader.text(1);
  if (password.status == ReadStatus::failed || password.status == ReadStatus::missing) return std::nullopt;
  request.password = password.value;
  if (request.password.size() > longest_password) {
    module.out.because("the password is longer than 64 bytes");
    return std::nullopt;
  }
  if (reader.is_left_out(2)) return request;
  const TextRead bssid = reader.text(2);
  if (bssid.status != ReadStatus::ok) return std::nullopt;
  const auto mac = parse_mac(bssid.value);
  if (!mac) {
    module.out.because("the bssid is no \"xx:xx:xx:xx:xx:xx\"");
    return std::nullopt;
  }
  request.bssid = *mac;
  return request;
}

Outcome join_later(const Call& call) {
  constexpr int longest_reconnect_interval = 7'200;
  constexpr int longest_listen_interval = 100;
  constexpr int shortest_timeout = 3;
  constexpr int longest_timeout = 600;
  Module& module = call.module;
  if (!is_station(module)) return refuse_without_station(module);
  const auto request = read_request(call);
  if (!request) return Result::error;
  ParameterReader reader(call);
  JoinOptions options{.reconnect_interval = 1, .listen_interval = module.profile.wifi.default_listen_interval};
  auto timeout = static_cast<int>(join_time / std::chrono::seconds(1));
  if (!reader.optional_integer(3, 0, 1, options.pci) ||
      !reader.optional_integer(4, 0, longest_reconnect_interval, options.reconnect_interval) ||
      !reader.optional_integer(5, 1, longest_listen_interval, options.listen_interval) ||
      !reader.optional_integer(6, 0, 1, options.scan_mode) || !reader.optional_integer(7, shortest_timeout, longest_timeout, timeout) ||
      !reader.optional_integer(8, 0, 3, options.pmf)) {
    return Result::error;
  }
  if (reader.count() > 9) return refuse_count(call, 9);
  store(module, *request, options);
  return join_access_point(module, *request, std::chrono::seconds(timeout));
}

Outcome join_stored(const Call& call) {
  Module& module = call.module;
  const Settings& settings = module.settings;
  if (!is_station(module)) return refuse_without_station(module);
  if (settings.ssid.empty()) return refuse(module, "no access point is stored");
  if (module.station.state() == Station::State::online) return Result::ok;
  return join_access_point(module, {settings.ssid, settings.password, settings.bssid}, join_time);
}

Outcome quit(const Call& call) {
  Module& module = call.module;
  if (!is_station(module)) return refuse_without_station(module);
  if (module.profile.core.disconnect_event_is_late) {
    module.print(Result::ok, "AT+CWQAP");
    module.station.quit();
    return Result::process_done;
  }
  module.station.quit();
  return Result::ok;
}

Outcome query_state(const Call& call) {
  const Module& module = call.module;
  // Without the driver it is neither connected nor set to join anything.
  const bool is_on = module.wifi.is_initialized;
  call.module.out.uart("+CWSTATE:" + std::to_string(is_on ? module.station.status() : 4) + ",\"" + (is_on ? module.settings.ssid : "") +
                       "\"\r\n");
  return Result::ok;
}

Outcome query_reconnection(const Call& call) {
  const Settings& settings = call.module.settings;
  call.module.out.uart("+CWRECONNCFG:" + std::to_string(settings.reconnect_interval) + "," + std::to_string(settings.reconnect_count) +
                       "\r\n");
  return Result::ok;
}

Outcome set_reconnection(const Call& call) {
  constexpr int longest_interval = 7'200;
  constexpr int most_attempts = 1'000;
  ParameterReader reader(call);
  int interval = 0;
  int count = 0;
  if (reader.count() != 2) return refuse_count(call, 2);
  if (!reader.integer_within(0, 0, longest_interval, interval) || !reader.integer_within(1, 0, most_attempts, count)) return Result::error;
  call.module.change_settings([interval, count](Settings& settings) {
    settings.reconnect_interval = interval;
    settings.reconnect_count = count;
  });
  call.module.station.reconnection_changed();
  return Result::ok;
}

constexpr Command quit_command{.name = "+CWQAP", .execute = quit};

}  // namespace

std::span<const Command> join_commands() {
  static constexpr std::array table{
      Command{.name = "+CWJAP", .query = query_access_point, .set = join},
      quit_command,
  };
  return table;
}

std::span<const Command> later_join_commands() {
  static constexpr std::array table{
      Command{.name = "+CWJAP", .query = query_access_point, .set = join_later, .execute = join_stored},
      quit_command,
      Command{.name = "+CWSTATE", .query = query_state},
      Command{.name = "+CWRECONNCFG", .query = query_reconnection, .set = set_reconnection},
  };
  return table;
}

}  // namespace espat::at
