// SYSFLASH (device-commands.md 5.2, 8.1-10).

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/hexadecimal.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr std::uint32_t no_partition = error_code::execution_failed;
constexpr std::uint32_t range_is_wrong = error_code::execution_failed | 1;
constexpr std::uint32_t erasing_failed = error_code::execution_failed | 2;
constexpr std::uint32_t no_memory = error_code::execution_failed | 2;
constexpr std::uint32_t transfer_failed = error_code::execution_failed | 3;

enum class FlashOperation { erase, write, read };

/// What a set command asks for.
struct Access {
  FlashOperation operation = FlashOperation::erase;
  const Partition* partition = nullptr;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

Outcome list_partitions(const Call& call) {
  const auto table = call.module.flash.table();
  if (table.empty()) return Result::error;
  for (const Partition& partition : table) {
    call.module.out.uart("+SYSFLASH:\"" + std::string(partition.name) + "\"," + std::to_string(partition.type) + "," +
                         std::to_string(partition.subtype) + ",0x" + hexadecimal(partition.address) + ",0x" + hexadecimal(partition.size) +
                         "\r\n");
  }
  return Result::ok;
}

const Partition* find_usable(const Module& module, std::string_view name) {
  const Partition* partition = module.flash.find(name);
  if (partition == nullptr) return nullptr;
  return module.profile.flash.all_partitions_are_usable || partition->type == custom_partition_type ? partition : nullptr;
}

/// Offset and length; only an erase goes without them, and then means everything.
bool read_range(const Call& call, int& offset, int& length) {
  ParameterReader reader(call);
  constexpr int longest = std::numeric_limits<int>::max();
  if (call.module.profile.core.counts_come_first && reader.count() != 4) {
    call.module.out.because("it takes 4 parameters, or 2 to erase a whole partition");
    return false;
  }
  return reader.integer_within(2, 0, longest, offset) && reader.integer_within(3, 0, longest, length) && reader.ends_after(4);
}

std::optional<Access> read_access(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  int operation = 0;
  if (!reader.integer_within(0, 0, 2, operation)) return std::nullopt;
  Access access;
  access.operation = static_cast<FlashOperation>(operation);
  const TextRead name = reader.text(1);
  if (name.status != ReadStatus::ok) return std::nullopt;
  if (name.value.empty() && module.profile.core.strings_can_be_null) {
    module.out.because("the partition has no name");
    return std::nullopt;
  }
  const bool is_whole = access.operation == FlashOperation::erase && reader.count() == 2;
  int offset = 0;
  int length = 0;
  if (!is_whole && !read_range(call, offset, length)) return std::nullopt;
  access.partition = find_usable(module, name.value);
  if (access.partition == nullptr) {
    refuse(module, no_partition, "there is no partition \"" + name.value + "\" for AT+SYSFLASH");
    return std::nullopt;
  }
  access.offset = static_cast<std::uint32_t>(offset);
  access.length = is_whole ? access.partition->size : static_cast<std::uint32_t>(length);
  return access;
}

Outcome erase(Module& module, const Access& access) {
  if (access.offset % Flash::sector_size != 0 || access.length % Flash::sector_size != 0) {
    return refuse(module, range_is_wrong, "offset and length are not multiples of 4096");
  }
  if (!module.flash.erase(*access.partition, access.offset, access.length)) {
    return refuse(module, erasing_failed, "the range goes beyond the end of the partition");
  }
  const bool holds_data = access.partition->name == "mfg_nvs" && access.length == access.partition->size;
  if (holds_data) module.manufacturing_data = {};
  return Result::ok;
}

bool is_within(Module& module, const Access& access) {
  if (Flash::is_within(*access.partition, access.offset, access.length)) return true;
  module.print_code(range_is_wrong);
  return false;
}

bool has_memory(Module& module, const Access& access) {
  if (module.has_memory(access.length, module.profile.flash.longest_transfer)) return true;
  refuse(module, no_memory, "there is no memory for so many bytes");
  return false;
}

Outcome read(const Call& call, const Access& access) {
  Module& module = call.module;
  if (!is_within(module, access)) return refuse(module, transfer_failed, "the range goes beyond the end of the partition");
  if (!has_memory(module, access)) return Result::error;
  module.out.uart(std::string(call.name) + ":" + std::to_string(access.length) + "," +
                  *module.flash.read(*access.partition, access.offset, access.length));
  return Result::ok;
}

/// A range that is wrong is noticed before the prompt and fails after the data. What follows the data is the next command line.
Outcome finish_writing(Module& module, const Access& access) {
  const bool is_written = module.flash.write(*access.partition, access.offset, module.receiver.collected());
  if (!is_written) refuse(module, transfer_failed, "the range goes beyond the end of the partition");
  module.print(is_written ? Result::ok : Result::error, "AT+SYSFLASH");
  module.receiver.take_collected(Receiver::State::idle);
  return Result::process_done;
}

Outcome write(Module& module, const Access& access) {
  is_within(module, access);
  if (!has_memory(module, access)) return Result::error;
  module.receiver.collect(access.length);
  module.out.uart(">");
  return Outcome::wait("the bytes for the flash", [access](Module& m) -> Outcome {
    return m.receiver.has_collected() ? finish_writing(m, access) : Outcome::still_waiting();
  });
}

Outcome access_flash(const Call& call) {
  const auto access = read_access(call);
  if (!access) return Result::error;
  switch (access->operation) {
    case FlashOperation::erase:
      return erase(call.module, *access);
    case FlashOperation::write:
      return write(call.module, *access);
    case FlashOperation::read:
      break;
  }
  return read(call, *access);
}

}  // namespace

std::span<const Command> flash_commands() {
  static constexpr std::array table{Command{.name = "+SYSFLASH", .query = list_partitions, .set = access_flash}};
  return table;
}

}  // namespace espat::at
