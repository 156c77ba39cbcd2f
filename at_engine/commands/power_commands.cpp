// GSLP, SLEEP, SLEEPWKCFG, RFPOWER, RFCAL (device-commands.md 5, 7, 8.1-11, 8.1-13).

#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"

namespace espat::at {
namespace {

constexpr int softap_mode = 2;
constexpr int lowest_rf_power = 40;
constexpr int rf_power_at_boot = 78;
constexpr int bluetooth_power_at_boot = 5;  // 3 dBm
constexpr int highest_bluetooth_power = 7;
constexpr int timer_source = 0;
constexpr int uart_source = 1;
constexpr int gpio_source = 2;

Outcome deep_sleep(const Call& call) {
  int milliseconds = 0;
  if (!ParameterReader(call).only_integer(0, std::numeric_limits<int>::max(), milliseconds)) return Result::error;
  call.module.out.uart("\r\nOK\r\n");
  call.module.restart("deep sleep is over (AT+GSLP)", Duration{milliseconds});
  call.module.fall_asleep();
  return Result::restarting;
}

Outcome query_sleep(const Call& call) {
  const Module& module = call.module;
  const bool reads_0 = !module.wifi.is_initialized && module.profile.wifi.sleep_reads_0_without_driver;
  return reply_line(call, std::to_string(reads_0 ? 0 : module.sleep_mode));
}

Outcome set_sleep(const Call& call) {
  const CoreRules& rules = call.module.profile.core;
  int mode = 0;
  if (!ParameterReader(call).only_integer(0, 3, mode)) return Result::error;
  if (mode != 0 && rules.softap_cannot_sleep && call.module.settings.wifi_mode == softap_mode)
    return refuse(call.module, "a soft-AP does not sleep");
  call.module.sleep_mode = mode == 3 && rules.sleep_mode_3_reads_as_2 ? 2 : mode;
  return Result::ok;
}

/// What would wake the module; it never sleeps here, so that nothing has to be remembered.
Outcome configure_waking(const Call& call) {
  ParameterReader reader(call);
  const IntegerRead source = reader.integer(0);
  if (source.status != ReadStatus::ok) return Result::error;
  const IntegerRead which = reader.integer(1);
  if (which.status != ReadStatus::ok) return Result::error;
  if (source.value == timer_source) return which.value >= 0 && reader.ends_after(2) ? Result::ok : Result::error;
  if (source.value == uart_source && call.module.profile.core.uart_can_wake) return reader.ends_after(2) ? Result::ok : Result::error;
  if (source.value != gpio_source) return refuse(call.module, "there is no such source");
  if (which.value < 0 || which.value > call.module.profile.core.highest_gpio) return refuse(call.module, "the chip has no such GPIO");
  int level = 0;
  return reader.integer_within(2, 0, 1, level) && reader.ends_after(3) ? Result::ok : Result::error;
}

bool radio_is_off(const Module& module) { return module.settings.wifi_mode == 0 || !module.wifi.is_initialized; }

Outcome query_rf_power(const Call& call) {
  const Module& module = call.module;
  if (radio_is_off(module) && !module.profile.core.counts_come_first) return reply_line(call, "0");
  std::vector<int> power{rf_power_at_boot};
  if (module.profile.core.has_bluetooth_power) power.insert(power.end(), 3, bluetooth_power_at_boot);
  for (std::size_t i = 0; i < module.rf_power.size(); ++i) power[i] = module.rf_power[i];
  std::string text;
  for (const int each : power) text += (text.empty() ? "" : ",") + std::to_string(each);
  return reply_line(call, text);
}

Outcome set_rf_power(const Call& call) {
  Module& module = call.module;
  const CoreRules& rules = module.profile.core;
  ParameterReader reader(call);
  if (radio_is_off(module) && !rules.counts_come_first) return refuse(call.module, "the radio is off in Wi-Fi mode 0");
  int wifi = module.rf_power.empty() ? rf_power_at_boot : module.rf_power.front();
  const bool may_be_empty = !rules.counts_come_first;
  const bool is_read = may_be_empty ? reader.optional_integer(0, lowest_rf_power, rules.highest_rf_power, wifi)
                                    : reader.integer_within(0, lowest_rf_power, rules.highest_rf_power, wifi);
  if (!is_read) return Result::error;
  std::vector<int> power{wifi};
  if (rules.has_bluetooth_power && reader.count() == 4) {
    for (std::size_t i = 1; i < 4; ++i) {
      if (!reader.integer_within(i, 0, highest_bluetooth_power, power.emplace_back())) return Result::error;
    }
  } else if (!reader.ends_after(1)) {
    return Result::error;
  }
  module.rf_power = power;
  return Result::ok;
}

Outcome calibrate(const Call& /*call*/) { return Result::ok; }

}  // namespace

std::span<const Command> power_commands() {
  static constexpr std::array table{
      Command{.name = "+GSLP", .set = deep_sleep},
      Command{.name = "+SLEEP", .query = query_sleep, .set = set_sleep},
      Command{.name = "+SLEEPWKCFG", .set = configure_waking},
      Command{.name = "+RFPOWER", .query = query_rf_power, .set = set_rf_power},
  };
  return table;
}

std::span<const Command> calibration_command() {
  static constexpr std::array table{Command{.name = "+RFCAL", .execute = calibrate}};
  return table;
}

}  // namespace espat::at
