// SYSMFG (device-commands.md 5.4, 8.1-10).

#include <array>
#include <cstdint>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr std::size_t longest_name = 15;
constexpr std::size_t longest_text = 3999;

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string number_of(ManufacturingType type) { return std::to_string(static_cast<int>(type)); }

bool is_integer(ManufacturingType type) { return type < ManufacturingType::text; }

/// What the type keeps of a number.
std::string wrapped(ManufacturingType type, std::int32_t value) {
  switch (type) {
    case ManufacturingType::u8:
      return std::to_string(static_cast<std::uint8_t>(value));
    case ManufacturingType::i8:
      return std::to_string(static_cast<std::int8_t>(value));
    case ManufacturingType::u16:
      return std::to_string(static_cast<std::uint16_t>(value));
    case ManufacturingType::i16:
      return std::to_string(static_cast<std::int16_t>(value));
    case ManufacturingType::u32:
      return std::to_string(static_cast<std::uint32_t>(value));
    default:
      return std::to_string(value);
  }
}

bool is_name(std::string_view name) { return !name.empty() && name.size() <= longest_name; }

Outcome list_namespaces(const Call& call) {
  if (call.module.profile.flash.factory_data == nullptr) return refuse(call.module, "the flash has no partition mfg_nvs");
  std::string text;
  for (const ManufacturingNamespace& each : call.module.manufacturing_data.namespaces()) {
    text += std::string(call.name) + ":" + quoted(each.name) + "\r\n";
  }
  call.module.out.uart(text);
  return Result::ok;
}

Outcome list_keys(const Call& call, const std::string& name) {
  const ManufacturingNamespace* found = call.module.manufacturing_data.find(name);
  if (found == nullptr) return refuse(call.module, "there is no namespace " + quoted(name));
  std::string text;
  for (const ManufacturingEntry& entry : found->entries) {
    text += std::string(call.name) + ":" + quoted(name) + "," + quoted(entry.key) + "," + number_of(entry.type) + "\r\n";
  }
  call.module.out.uart(text);
  return Result::ok;
}

Outcome print_value(const Call& call, const std::string& name, const std::string& key) {
  const ManufacturingEntry* entry = call.module.manufacturing_data.find(name, key);
  if (entry == nullptr) return refuse(call.module, "there is no key " + quoted(key) + " in " + quoted(name));
  ParameterReader reader(call);
  const int size = static_cast<int>(entry->value.size());
  int offset = 0;
  int length = size;
  if (reader.count() > 3) {
    if (!reader.integer_within(3, 0, size, offset) || !reader.integer_within(4, 0, size - offset, length) || !reader.ends_after(5)) {
      return Result::error;
    }
  }
  call.module.out.uart(std::string(call.name) + ":" + quoted(name) + "," + quoted(key) + "," + number_of(entry->type) + "," +
                       std::to_string(length) + "," +
                       entry->value.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length)) + "\r\n");
  return Result::ok;
}

Outcome erase(const Call& call, const std::string& name, const std::string& key) {
  if (!ParameterReader(call).ends_after(3)) return Result::error;
  if (call.parameters.size() == 2) {
    call.module.manufacturing_data.erase(name);
    return Result::ok;
  }
  return call.module.manufacturing_data.erase(name, key) ? Result::ok : refuse(call.module, "there is no such key");
}

Outcome finish_writing(Module& module, const std::string& name, ManufacturingEntry entry) {
  entry.value = module.receiver.take_collected(Receiver::State::running);
  if (entry.type == ManufacturingType::text && entry.value.size() > longest_text) {
    module.out.because("a text has at most 3999 bytes");
    return Result::error;
  }
  module.manufacturing_data.set(name, std::move(entry));
  return Result::ok;
}

Outcome write(const Call& call, const std::string& name, const std::string& key) {
  Module& module = call.module;
  ParameterReader reader(call);
  if (!is_name(name) || !is_name(key)) return refuse(call.module, "a namespace and a key have 1 to 15 bytes");
  int type = 0;
  if (!reader.integer_within(3, 1, 8, type)) return Result::error;
  ManufacturingEntry entry{key, static_cast<ManufacturingType>(type), {}};
  const IntegerRead value = reader.integer(4);
  if (value.status != ReadStatus::ok || !reader.ends_after(5)) return Result::error;
  if (is_integer(entry.type)) {
    entry.value = wrapped(entry.type, value.value);
    module.manufacturing_data.set(name, std::move(entry));
    return Result::ok;
  }
  const bool is_length = value.value >= 1 && static_cast<std::size_t>(value.value) <= module.profile.flash.longest_transfer;
  if (!is_length) return refuse(call.module, "the length is out of range");
  module.receiver.collect(static_cast<std::size_t>(value.value));
  module.print_prompt();
  return Outcome::wait("the value", [name, entry](Module& m) -> Outcome {
    return m.receiver.has_collected() ? finish_writing(m, name, entry) : Outcome::still_waiting();
  });
}

Outcome access(const Call& call) {
  ParameterReader reader(call);
  int operation = 0;
  if (!reader.integer_within(0, 0, 2, operation)) return Result::error;
  const bool reads = operation == 1;
  if (reads && reader.count() == 1) return list_namespaces(call);
  if (call.module.profile.flash.factory_data == nullptr) return refuse(call.module, "the flash has no partition mfg_nvs");
  const bool writes = operation == 2;
  if (reader.count() < (writes ? 3U : 2U)) return refuse(call.module, "a namespace or a key is missing");
  const TextRead name = reader.text(1);
  if (name.status != ReadStatus::ok) return Result::error;
  TextRead key;
  if (reader.count() > 2) key = reader.text(2);
  if (key.status != ReadStatus::ok) return Result::error;
  if (writes) return write(call, name.value, key.value);
  if (!reads) return erase(call, name.value, key.value);
  return reader.count() == 2 ? list_keys(call, name.value) : print_value(call, name.value, key.value);
}

}  // namespace

std::span<const Command> manufacturing_commands() {
  static constexpr std::array table{Command{.name = "+SYSMFG", .query = list_namespaces, .set = access}};
  return table;
}

}  // namespace espat::at
