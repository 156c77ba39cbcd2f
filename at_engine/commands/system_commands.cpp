// SYSRAM, SYSMSG, SYSLOG, SYSSTORE, SYSTIMESTAMP, SYSROLLBACK, SYSREG, SYSTEMP, TRANSINTVL (device-commands.md 5, 8.1-12, 8.1-13).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/hexadecimal.hpp"

namespace espat::at {
namespace {

constexpr int longest_transmit_interval = 1000;  // milliseconds

/// What is free, and on later versions also the least that ever was.
Outcome query_memory(const Call& call) {
  const std::string_view usual = call.module.profile.core.free_memory;
  const auto left = call.module.disturbance.free_memory;
  if (!left) return reply_bare(call, std::string(usual));
  const std::string figure = std::to_string(*left);
  return reply_bare(call, usual.find(',') == std::string_view::npos ? figure : figure + "," + figure);
}
Outcome query_messages(const Call& call) { return reply_bare(call, std::to_string(call.module.settings.system_messages)); }
Outcome query_log(const Call& call) { return reply_line(call, call.module.prints_codes ? "1" : "0"); }
Outcome query_store(const Call& call) { return reply_line(call, call.module.stores_settings ? "1" : "0"); }
Outcome query_timestamp(const Call& call) { return reply_bare(call, std::to_string(call.module.unix_time())); }
Outcome query_transmit_interval(const Call& call) { return reply_line(call, std::to_string(call.module.transmit_interval)); }
Outcome query_temperature(const Call& call) { return reply_bare(call, "25.00"); }
/// No second image was ever loaded, so its version is not known.
Outcome query_rollback(const Call& call) { return reply_bare(call, R"(0x60000,"",0x230000,"unknown")"); }

Outcome set_messages(const Call& call) {
  int value = 0;
  if (!ParameterReader(call).only_integer(0, call.module.profile.core.highest_system_message, value)) return Result::error;
  call.module.change_settings([value](Settings& settings) { settings.system_messages = value; });
  return Result::ok;
}

/// AT+SYSLOG and AT+SYSSTORE: one parameter, 0 or 1; neither its range nor the count has a code.
Outcome set_switch(const Call& call, bool Module::*which) {
  ParameterReader reader(call);
  int value = 0;
  if (!reader.integer_within(0, 0, 1, value) || !reader.ends_after(1)) return Result::error;
  call.module.*which = value == 1;
  return Result::ok;
}

Outcome set_log(const Call& call) { return set_switch(call, &Module::prints_codes); }
Outcome set_store(const Call& call) { return set_switch(call, &Module::stores_settings); }

Outcome set_timestamp(const Call& call) {
  ParameterReader reader(call);
  if (!reader.has_counted(1)) return Result::error;
  const IntegerRead seconds = reader.integer(0);
  if (seconds.status != ReadStatus::ok || !reader.ends_after(1)) return Result::error;
  call.module.set_unix_time(seconds.value);
  return Result::ok;
}

Outcome set_transmit_interval(const Call& call) {
  int value = 0;
  if (!ParameterReader(call).only_integer(0, longest_transmit_interval, value)) return Result::error;
  call.module.transmit_interval = value;
  return Result::ok;
}

Outcome roll_back(const Call& call) {
  if (!call.module.setup.has_second_image) {
    call.module.out.because("the flash holds no other image");
    return Result::error;
  }
  call.module.out.uart("\r\nOK\r\n");
  call.module.restart("AT+SYSROLLBACK", Module::restart_pause);
  return Result::restarting;
}

/// AT+SYSREG=0,<address> reads, AT+SYSREG=1,<address>,<value> writes. Nothing stands behind the registers here.
Outcome access_register(const Call& call) {
  ParameterReader reader(call);
  int writes = 0;
  if (!reader.integer_within(0, 0, 1, writes)) return Result::error;
  const IntegerRead address = reader.integer(1);
  if (address.status != ReadStatus::ok) return Result::error;
  std::uint32_t& memory = call.module.registers[static_cast<std::uint32_t>(address.value)];
  if (writes == 1) {
    const IntegerRead value = reader.integer(2);
    if (value.status != ReadStatus::ok || !reader.ends_after(3)) return Result::error;
    memory = static_cast<std::uint32_t>(value.value);
    return Result::ok;
  }
  return reader.ends_after(2) ? reply_line(call, "0x" + hexadecimal(memory)) : Result::error;
}

}  // namespace

std::span<const Command> system_commands() {
  static constexpr std::array table{
      Command{.name = "+SYSRAM", .query = query_memory},
      Command{.name = "+SYSMSG", .query = query_messages, .set = set_messages},
      Command{.name = "+SYSLOG", .query = query_log, .set = set_log},
      Command{.name = "+SYSSTORE", .query = query_store, .set = set_store},
      Command{.name = "+SYSTIMESTAMP", .query = query_timestamp, .set = set_timestamp},
      Command{.name = "+SYSROLLBACK", .execute = roll_back},
  };
  return table;
}

std::span<const Command> later_system_commands() {
  static constexpr std::array table{
      Command{.name = "+SYSREG", .set = access_register},
      Command{.name = "+SYSTEMP", .query = query_temperature},
  };
  return table;
}

std::span<const Command> rollback_query() {
  static constexpr std::array table{Command{.name = "+SYSROLLBACK", .query = query_rollback}};
  return table;
}

std::span<const Command> transmit_interval_command() {
  static constexpr std::array table{Command{.name = "+TRANSINTVL", .query = query_transmit_interval, .set = set_transmit_interval}};
  return table;
}

}  // namespace espat::at
