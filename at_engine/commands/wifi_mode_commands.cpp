// CWMODE, CWINIT, CWAUTOCONN (device-commands.md 6.1, 8.1-7, 8.1-13).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"

namespace espat::at {
namespace {

constexpr std::string_view not_initialized = "the Wi-Fi driver is off (AT+CWINIT=0)";

Outcome query_mode(const Call& call) {
  if (!call.module.wifi.is_initialized) return refuse(call.module, not_initialized);
  call.module.out.uart("+CWMODE:" + std::to_string(call.module.settings.wifi_mode) + "\r\n");
  return Result::ok;
}

void change_mode(Module& module, int mode, bool joins) {
  const bool was_station = has_station(module.settings.wifi_mode);
  if (was_station && !has_station(mode)) module.station.switch_off();
  if (!has_softap(mode)) module.soft_ap.stop();
  const int before = module.settings.wifi_mode;
  module.change_settings([mode](Settings& settings) { settings.wifi_mode = mode; });
  if (was_station || !has_station(mode)) return;
  module.station.switch_on();
  const bool comes_from_joining_mode = module.profile.wifi.joins_from_mode_0 || before == 2;
  if (joins && comes_from_joining_mode && !module.settings.ssid.empty()) module.station.rejoin();
}

Outcome set_mode(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  const IntegerRead mode = reader.integer(0);
  if (mode.status != ReadStatus::ok) return Result::error;
  if (mode.value < 0 || mode.value > module.profile.wifi.highest_mode_of_driver)
    return refuse(module, error_code::parameter_invalid(1), "the mode is not 0 to 3");
  int joins = 1;
  if (reader.count() > 1 && !reader.integer_within(1, 0, 1, joins)) return Result::error;
  if (reader.count() > 2) return refuse_count(call, 2);
  if (!module.wifi.is_initialized) return refuse(module, not_initialized);
  if (mode.value > 3) return refuse(module, "the driver has no such mode");
  if (mode.value != module.settings.wifi_mode) change_mode(module, mode.value, joins == 1);
  return Result::ok;
}

Outcome query_initialization(const Call& call) {
  call.module.out.uart("+CWINIT:" + std::string(call.module.wifi.is_initialized ? "1" : "0") + "\r\n");
  return Result::ok;
}

Outcome set_initialization(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  int on = 0;
  if (!reader.integer_within(0, 0, 1, on)) return Result::error;
  if (reader.count() != 1) return refuse_count(call, 1);
  if (on == 1) {
    if (has_station(module.settings.wifi_mode)) module.station.switch_on();
  } else if (module.wifi.is_initialized) {
    module.station.switch_off();
    module.soft_ap.stop();
  }
  module.wifi.is_initialized = on == 1;
  return Result::ok;
}

Outcome query_autoconnect(const Call& call) {
  call.module.out.uart("+CWAUTOCONN:" + std::string(call.module.settings.joins_at_boot ? "1" : "0"));
  return Result::ok;
}

Outcome set_autoconnect(const Call& call) {
  const IntegerRead value = ParameterReader(call).integer(0);
  if (value.status != ReadStatus::ok) return Result::error;
  if (call.parameters.size() != 1) return refuse_count(call, 1);
  if (value.value < 0 || value.value > 1) return refuse_check(call.module, error_code::parameter_invalid(1), "the value is not 0 or 1");
  call.module.change_stored_settings([&value](Settings& settings) { settings.joins_at_boot = value.value == 1; });
  return Result::ok;
}

}  // namespace

std::span<const Command> wifi_mode_commands() {
  static constexpr std::array table{
      Command{.name = "+CWMODE", .query = query_mode, .set = set_mode},
      Command{.name = "+CWAUTOCONN", .query = query_autoconnect, .set = set_autoconnect},
  };
  return table;
}

std::span<const Command> wifi_initialization_command() {
  static constexpr std::array table{Command{.name = "+CWINIT", .query = query_initialization, .set = set_initialization}};
  return table;
}

}  // namespace espat::at
