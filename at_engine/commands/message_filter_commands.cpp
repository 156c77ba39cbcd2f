// SYSMSGFILTER and SYSMSGFILTERCFG (device-commands.md 8.1-10, 8.1-14).

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"

namespace espat::at {
namespace {

constexpr int longest_expression = 64;

enum class FilterOperation { clear, add, remove };

Outcome query_filter(const Call& call) { return reply_line(call, call.module.out.filter.is_on ? "1" : "0"); }

Outcome set_filter(const Call& call) {
  int on = 0;
  if (!ParameterReader(call).only_integer(0, 1, on)) return Result::error;
  call.module.out.filter.is_on = on == 1;
  return Result::ok;
}

Outcome list_rules(const Call& call) {
  const std::vector<MessageFilter::Rule> rules = call.module.out.filter.rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    call.module.out.uart(std::string(call.name) + ":" + std::to_string(i) + ",\"" + rules[i].head + "\",\"" + rules[i].tail + "\"\r\n");
  }
  return Result::ok;
}

/// The data is the expression for the head and then the one for the tail.
Outcome change_rules(Module& module, FilterOperation operation, std::size_t head_length) {
  const std::string data = module.receiver.take_collected(Receiver::State::running);
  const MessageFilter::Rule rule{data.substr(0, head_length), data.substr(head_length)};
  MessageFilter& filter = module.out.filter;
  if (operation == FilterOperation::add ? filter.add(rule) : filter.remove(rule)) return Result::ok;
  module.out.because(operation == FilterOperation::add ? "this is no regular expression" : "there is no such rule");
  return Result::error;
}

Outcome configure(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  int operation = 0;
  if (!reader.integer_within(0, 0, 2, operation)) return Result::error;
  if (static_cast<FilterOperation>(operation) == FilterOperation::clear) {
    if (!reader.ends_after(1)) return Result::error;
    module.out.filter.clear();
    return Result::ok;
  }
  int head = 0;
  int tail = 0;
  if (!reader.integer_within(1, 0, longest_expression, head) || !reader.integer_within(2, 0, longest_expression, tail) ||
      !reader.ends_after(3)) {
    return Result::error;
  }
  if (head + tail == 0) {
    module.out.because("a rule has an expression for the head or for the tail");
    return Result::error;
  }
  module.receiver.collect(static_cast<std::size_t>(head) + static_cast<std::size_t>(tail));
  module.print_prompt();
  return Outcome::wait("the expressions", [operation, head](Module& m) -> Outcome {
    if (!m.receiver.has_collected()) return Outcome::still_waiting();
    return change_rules(m, static_cast<FilterOperation>(operation), static_cast<std::size_t>(head));
  });
}

}  // namespace

std::span<const Command> message_filter_commands() {
  static constexpr std::array table{
      Command{.name = "+SYSMSGFILTER", .query = query_filter, .set = set_filter},
      Command{.name = "+SYSMSGFILTERCFG", .query = list_rules, .set = configure},
  };
  return table;
}

}  // namespace espat::at
