// AT, ATE, RST, RESTORE, GMR, GSLP, SLEEP and SYS... (device-commands.md 5).

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

/// Between "OK" and the restart of AT+RST and AT+RESTORE (at-core.md 3.1).
constexpr Duration restart_pause{20};

Outcome do_nothing(const Call& /*call*/) { return Result::ok; }

Outcome echo_off(const Call& call) {
  call.module.receiver.set_echo(false);
  return Result::ok;
}

Outcome echo_on(const Call& call) {
  call.module.receiver.set_echo(true);
  return Result::ok;
}

Outcome restart(const Call& call) {
  call.module.out.uart("\r\nOK\r\n");
  if (call.module.profile.core.disconnect_event_is_late) call.module.station.leave();
  call.module.restart("AT+RST", restart_pause);
  return Result::restarting;
}

Outcome restore(const Call& call) {
  Module& module = call.module;
  module.station.leave();
  module.stored = factory_settings(module.profile, module.setup);
  module.out.uart("\r\nOK\r\n");
  module.restart("AT+RESTORE", restart_pause);
  return Result::restarting;
}

Outcome print_version(const Call& call) {
  for (const auto& text : call.module.profile.core.version_writes) call.module.out.uart(std::string(text));
  return Result::ok;
}

/// True when `wanted` parameters were given; otherwise the count is reported.
bool has_count(const Call& call, std::size_t wanted) {
  const std::size_t given = call.parameters.size();
  if (given == wanted) return true;
  call.module.print_code(error_code::parameter_count(static_cast<std::uint32_t>(wanted), static_cast<std::uint32_t>(given)));
  call.module.out.because("it takes " + std::to_string(wanted) + " parameter" + (wanted == 1 ? "" : "s") + ", not " +
                          std::to_string(given));
  return false;
}

Outcome deep_sleep(const Call& call) {
  if (!has_count(call, 1)) return Result::error;
  int milliseconds = 0;
  if (!ParameterReader(call).integer_within(0, 0, std::numeric_limits<int>::max(), milliseconds)) return Result::error;
  call.module.out.uart("\r\nOK\r\n");
  call.module.restart("deep sleep is over (AT+GSLP)", Duration{milliseconds});
  call.module.fall_asleep();
  return Result::restarting;
}

Outcome set_sleep(const Call& call) {
  if (!has_count(call, 1)) return Result::error;
  int mode = 0;
  if (!ParameterReader(call).integer_within(0, 0, 3, mode)) return Result::error;
  call.module.sleep_mode = mode == 3 ? 2 : mode;  // the driver reads 2 and 3 back as 2 in this version
  return Result::ok;
}

Outcome print_line(const Call& call, const std::string& value) {
  call.module.out.uart(std::string(call.name) + ":" + value + "\r\n");
  return Result::ok;
}

/// Without a line end, so that no blank line stands before the OK (device-commands.md 5).
Outcome print_bare(const Call& call, const std::string& value) {
  call.module.out.uart(std::string(call.name) + ":" + value);
  return Result::ok;
}

Outcome query_sleep(const Call& call) { return print_line(call, std::to_string(call.module.sleep_mode)); }
Outcome query_memory(const Call& call) { return print_bare(call, std::string(call.module.profile.core.free_memory)); }
Outcome query_messages(const Call& call) { return print_bare(call, std::to_string(call.module.settings.system_messages)); }
Outcome query_log(const Call& call) { return print_line(call, call.module.prints_codes ? "1" : "0"); }
Outcome query_store(const Call& call) { return print_line(call, call.module.stores_settings ? "1" : "0"); }
Outcome query_timestamp(const Call& call) { return print_bare(call, std::to_string(call.module.unix_time())); }

Outcome set_messages(const Call& call) {
  if (!has_count(call, 1)) return Result::error;
  int value = 0;
  if (!ParameterReader(call).integer_within(0, 0, call.module.profile.core.highest_system_message, value)) return Result::error;
  call.module.change_settings([value](Settings& settings) { settings.system_messages = value; });
  return Result::ok;
}

/// AT+SYSLOG and AT+SYSSTORE: one parameter, 0 or 1; neither its range nor the count has a code.
Outcome set_switch(const Call& call, bool Module::*which) {
  ParameterReader reader(call);
  int value = 0;
  if (!reader.integer_within(0, 0, 1, value)) return Result::error;
  if (reader.count() != 1) {
    call.module.out.because("it takes 1 parameter");
    return Result::error;
  }
  call.module.*which = value == 1;
  return Result::ok;
}

Outcome set_log(const Call& call) { return set_switch(call, &Module::prints_codes); }
Outcome set_store(const Call& call) { return set_switch(call, &Module::stores_settings); }

Outcome set_timestamp(const Call& call) {
  if (!has_count(call, 1)) return Result::error;
  const IntegerRead seconds = ParameterReader(call).integer(0);
  if (seconds.status != ReadStatus::ok) return Result::error;
  call.module.set_unix_time(seconds.value);
  return Result::ok;
}

/// AT+RST=0 and AT+RST=1 act as AT+RST (at-core.md, later versions).
Outcome restart_in_mode(const Call& call) {
  int mode = 0;
  if (call.parameters.size() != 1 || !ParameterReader(call).integer_within(0, 0, 1, mode)) return Result::error;
  return restart(call);
}

Outcome list_commands(const Call& call) {
  struct Forms {
    std::string_view name;
    bool query;
    bool set;
    bool execute;
  };
  std::vector<Forms> all;
  for (const auto& table : call.module.profile.commands) {
    for (const Command& command : table) {
      auto known = std::find_if(all.begin(), all.end(), [&](const Forms& forms) { return forms.name == command.name; });
      if (known == all.end()) known = all.insert(all.end(), {command.name, false, false, false});
      known->query |= command.query != nullptr;
      known->set |= command.set != nullptr;
      known->execute |= command.execute != nullptr;
    }
  }
  const auto flag = [](bool is_set) { return is_set ? ",1" : ",0"; };
  int index = 0;
  for (const Forms& forms : all) {
    call.module.out.uart("+CMD:" + std::to_string(index++) + ",\"AT" + std::string(forms.name) + "\",0" + flag(forms.query) +
                         flag(forms.set) + flag(forms.execute) + "\r\n");
  }
  return Result::ok;
}

}  // namespace

std::span<const Command> later_base_commands() {
  static constexpr std::array table{
      Command{.name = "+RST", .set = restart_in_mode},
      Command{.name = "+CMD", .query = list_commands},
  };
  return table;
}

std::span<const Command> base_commands() {
  static constexpr std::array table{
      Command{.name = "", .execute = do_nothing},
      Command{.name = "E0", .execute = echo_off},
      Command{.name = "E1", .execute = echo_on},
      Command{.name = "+RST", .execute = restart},
      Command{.name = "+RESTORE", .execute = restore},
      Command{.name = "+GMR", .execute = print_version},
      Command{.name = "+GSLP", .set = deep_sleep},
      Command{.name = "+SLEEP", .query = query_sleep, .set = set_sleep},
      Command{.name = "+SYSRAM", .query = query_memory},
      Command{.name = "+SYSMSG", .query = query_messages, .set = set_messages},
      Command{.name = "+SYSLOG", .query = query_log, .set = set_log},
      Command{.name = "+SYSSTORE", .query = query_store, .set = set_store},
      Command{.name = "+SYSTIMESTAMP", .query = query_timestamp, .set = set_timestamp},
  };
  return table;
}

}  // namespace espat::at
