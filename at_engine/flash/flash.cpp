#include "at_engine/flash/flash.hpp"

#include <algorithm>
#include <utility>

namespace espat::at {
namespace {

constexpr char erased = '\xff';

}  // namespace

Flash::Flash(std::span<const Partition> table, const PartitionContents& contents) : table_(table) {
  for (const auto& [name, bytes] : contents) {
    const Partition* partition = find(name);
    if (partition == nullptr) continue;
    bytes_of(*partition).replace(0, std::min<std::size_t>(bytes.size(), partition->size), bytes, 0, partition->size);
  }
}

const Partition* Flash::find(std::string_view name) const {
  const auto found = std::find_if(table_.begin(), table_.end(), [name](const Partition& partition) { return partition.name == name; });
  return found == table_.end() ? nullptr : &*found;
}

std::string& Flash::bytes_of(const Partition& partition) {
  return contents_.try_emplace(std::string(partition.name), partition.size, erased).first->second;
}

std::optional<std::string> Flash::read(const Partition& partition, std::uint32_t offset, std::uint32_t length) const {
  if (!is_within(partition, offset, length)) return std::nullopt;
  const auto found = contents_.find(partition.name);
  return found == contents_.end() ? std::string(length, erased) : found->second.substr(offset, length);
}

bool Flash::erase(const Partition& partition, std::uint32_t offset, std::uint32_t length) {
  if (!is_within(partition, offset, length)) return false;
  if (length == 0) return true;
  bytes_of(partition).replace(offset, length, length, erased);
  changed_.emplace(partition.name);
  return true;
}

bool Flash::write(const Partition& partition, std::uint32_t offset, std::string_view bytes) {
  if (!is_within(partition, offset, static_cast<std::uint32_t>(bytes.size()))) return false;
  if (bytes.empty()) return true;
  std::string& old = bytes_of(partition);
  for (std::size_t i = 0; i < bytes.size(); ++i) old[offset + i] = static_cast<char>(old[offset + i] & bytes[i]);
  changed_.emplace(partition.name);
  return true;
}

std::set<std::string, std::less<>> Flash::take_changed() { return std::exchange(changed_, {}); }

}  // namespace espat::at
