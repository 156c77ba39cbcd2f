// USERRAM (device-commands.md 5, 8.1-10).

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"

namespace espat::at {
namespace {

constexpr std::size_t longest_piece = 1024;

enum class UserMemoryOperation { release, allocate, write, read, clear };

Outcome query_size(const Call& call) { return reply_line(call, std::to_string(call.module.user_memory.size())); }

Outcome read(const Call& call, std::size_t offset, std::size_t length) {
  while (length > 0) {
    const std::size_t size = std::min(length, longest_piece);
    reply_bare(call, std::to_string(size) + "," + call.module.user_memory.substr(offset, size));
    offset += size;
    length -= size;
  }
  return Result::ok;
}

Outcome write(const Call& call, std::size_t offset, std::size_t length) {
  call.module.receiver.collect(length);
  call.module.print_prompt();
  return Outcome::wait("the bytes for the memory", [offset](Module& module) -> Outcome {
    if (!module.receiver.has_collected()) return Outcome::still_waiting();
    const std::string& bytes = module.receiver.collected();
    module.user_memory.replace(offset, bytes.size(), bytes);
    module.out.uart("\r\nWRITE OK\r\n");
    module.receiver.take_collected(Receiver::State::running);
    return Result::process_done;
  });
}

Outcome use_memory(const Call& call) {
  std::string& memory = call.module.user_memory;
  ParameterReader reader(call);
  int number = 0;
  if (!reader.integer_within(0, 0, 4, number)) return Result::error;
  const auto operation = static_cast<UserMemoryOperation>(number);
  constexpr int most = std::numeric_limits<int>::max();
  const bool transfers = operation == UserMemoryOperation::write || operation == UserMemoryOperation::read;
  const bool has_size = transfers || operation == UserMemoryOperation::allocate;
  int size = 0;
  int offset = 0;
  if (has_size && !reader.integer_within(1, 1, most, size)) return Result::error;
  if (transfers && !reader.optional_integer(2, 0, most, offset)) return Result::error;
  if (!reader.ends_after(transfers ? 3 : has_size ? 2 : 1)) return Result::error;

  if ((operation == UserMemoryOperation::allocate) == !memory.empty())
    return refuse(call.module, "allocate memory first, and once: AT+USERRAM=1,<size>");
  const auto length = static_cast<std::size_t>(size);
  const auto begin = static_cast<std::size_t>(offset);
  switch (operation) {
    case UserMemoryOperation::release:
      memory.clear();
      return Result::ok;
    case UserMemoryOperation::allocate:
      if (!call.module.has_memory(length, call.module.profile.flash.longest_transfer))
        return refuse(call.module, "there is no memory for so many bytes");
      memory.assign(length, '\0');
      return Result::ok;
    case UserMemoryOperation::clear:
      std::fill(memory.begin(), memory.end(), '\0');
      return Result::ok;
    default:
      break;
  }
  if (begin + length > memory.size()) return refuse(call.module, "the range goes beyond the allocated memory");
  return operation == UserMemoryOperation::write ? write(call, begin, length) : read(call, begin, length);
}

}  // namespace

std::span<const Command> user_memory_command() {
  static constexpr std::array table{Command{.name = "+USERRAM", .query = query_size, .set = use_memory}};
  return table;
}

}  // namespace espat::at
