#include "at_engine/flash/manufacturing_data.hpp"

#include <algorithm>
#include <utility>

namespace espat::at {
namespace {

template <class Namespaces>
auto position(Namespaces& namespaces, std::string_view name) {
  return std::find_if(namespaces.begin(), namespaces.end(), [name](const ManufacturingNamespace& each) { return each.name == name; });
}

template <class Entries>
auto entry_position(Entries& entries, std::string_view key) {
  return std::find_if(entries.begin(), entries.end(), [key](const ManufacturingEntry& each) { return each.key == key; });
}

}  // namespace

const ManufacturingNamespace* ManufacturingData::find(std::string_view name) const {
  const auto found = position(namespaces_, name);
  return found == namespaces_.end() ? nullptr : &*found;
}

const ManufacturingEntry* ManufacturingData::find(std::string_view name, std::string_view key) const {
  const ManufacturingNamespace* found = find(name);
  if (found == nullptr) return nullptr;
  const auto entry = entry_position(found->entries, key);
  return entry == found->entries.end() ? nullptr : &*entry;
}

void ManufacturingData::set(std::string_view name, ManufacturingEntry entry) {
  auto home = position(namespaces_, name);
  if (home == namespaces_.end()) home = namespaces_.insert(home, {std::string(name), {}});
  const auto old = entry_position(home->entries, entry.key);
  if (old == home->entries.end()) {
    home->entries.push_back(std::move(entry));
  } else {
    *old = std::move(entry);
  }
}

void ManufacturingData::erase(std::string_view name) {
  const auto found = position(namespaces_, name);
  if (found != namespaces_.end()) namespaces_.erase(found);
}

bool ManufacturingData::erase(std::string_view name, std::string_view key) {
  const auto home = position(namespaces_, name);
  if (home == namespaces_.end()) return false;
  const auto entry = entry_position(home->entries, key);
  if (entry == home->entries.end()) return false;
  home->entries.erase(entry);
  if (home->entries.empty()) namespaces_.erase(home);
  return true;
}

const ManufacturingData& esp32c3_factory_data() {
  using Type = ManufacturingType;
  static const ManufacturingData data({{"factory_param",
                                        {{"version", Type::i8, "4"},
                                         {"module_name", Type::text, "MINI-1"},
                                         {"max_tx_power", Type::i8, "78"},
                                         {"country_code", Type::text, "CN"},
                                         {"start_channel", Type::u8, "1"},
                                         {"channel_num", Type::u8, "13"},
                                         {"uart_port", Type::i8, "1"},
                                         {"uart_baudrate", Type::i32, "115200"},
                                         {"uart_tx_pin", Type::i32, "7"},
                                         {"uart_rx_pin", Type::i32, "6"},
                                         {"uart_cts_pin", Type::i32, "5"},
                                         {"uart_rts_pin", Type::i32, "4"},
                                         {"sys_store", Type::u8, "1"}}}});
  return data;
}

}  // namespace espat::at
