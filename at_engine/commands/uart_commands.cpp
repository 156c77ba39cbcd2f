// AT+UART, AT+UART_CUR, AT+UART_DEF (device-commands.md 5.3).

#include <array>
#include <optional>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

Outcome print(const Call& call, const UartSettings& uart) {
  call.module.out.uart(std::string(call.name) + ":" + std::to_string(uart.baud) + "," + std::to_string(uart.data_bits) + "," +
                       std::to_string(uart.stop_bits) + "," + std::to_string(uart.parity) + "," + std::to_string(uart.flow_control) +
                       "\r\n");
  return Result::ok;
}

/// What the divider of the chip's clock really gives.
int real_baud(int clock, int baud) { return clock == 0 ? baud : clock / (clock / baud); }

Outcome query_current(const Call& call) {
  UartSettings uart = call.module.settings.uart;
  uart.baud = real_baud(call.module.profile.core.uart_clock, uart.baud);
  return print(call, uart);
}
Outcome query_default(const Call& call) { return print(call, call.module.stored.uart); }

std::optional<UartSettings> read_settings(const Call& call) {
  ParameterReader reader(call);
  if (reader.count() != 5 && call.module.profile.core.counts_come_first) {
    call.module.out.because("it takes 5 parameters: baud rate, data bits, stop bits, parity, flow control");
    return std::nullopt;
  }
  UartSettings uart;
  const bool valid = reader.integer_within(0, 80, 5'000'000, uart.baud) && reader.integer_within(1, 5, 8, uart.data_bits) &&
                     reader.integer_within(2, 1, 3, uart.stop_bits) && reader.integer_within(3, 0, 2, uart.parity) &&
                     reader.integer_within(4, 0, 3, uart.flow_control) && reader.ends_after(5);
  return valid ? std::optional(uart) : std::nullopt;
}

/// "OK" leaves at the old speed, then the new settings apply.
Outcome apply(Module& module, const UartSettings& uart) {
  module.settings.uart = uart;
  module.print(Result::ok, "AT+UART");
  module.out.emit(ChangeUart{uart});
  return Result::process_done;
}

Outcome set_current(const Call& call) {
  const auto uart = read_settings(call);
  return uart ? apply(call.module, *uart) : Result::error;
}

Outcome set_default(const Call& call) {
  const auto uart = read_settings(call);
  if (!uart) return Result::error;
  call.module.stored.uart = *uart;  // stored whatever AT+SYSSTORE says
  return apply(call.module, *uart);
}

}  // namespace

std::span<const Command> uart_commands() {
  static constexpr std::array table{
      Command{.name = "+UART", .query = query_current, .set = set_default},
      Command{.name = "+UART_CUR", .query = query_current, .set = set_current},
      Command{.name = "+UART_DEF", .query = query_default, .set = set_default},
  };
  return table;
}

}  // namespace espat::at
