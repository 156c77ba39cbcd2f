#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "at_engine/flash/partition.hpp"

namespace espat::at {

/// What partitions hold, by name; one that is not there is erased. Bytes beyond the end of what is given are erased, too.
using PartitionContents = std::map<std::string, std::string, std::less<>>;

/// NOR flash behind a partition table: writing only clears bits, and erasing sets those of whole sectors.
class Flash {
 public:
  static constexpr std::uint32_t sector_size = 4096;

  /// Contents of partitions that the table has not are dropped, and so is what does not fit. `table` outlives the flash.
  Flash(std::span<const Partition> table, const PartitionContents& contents);

  std::span<const Partition> table() const { return table_; }
  /// Null when the table has none of that name.
  const Partition* find(std::string_view name) const;

  static bool is_within(const Partition& partition, std::uint32_t offset, std::uint32_t length) {
    return offset <= partition.size && length <= partition.size - offset;
  }

  // Each of these does nothing and says so when the range is not within the partition.
  std::optional<std::string> read(const Partition& partition, std::uint32_t offset, std::uint32_t length) const;
  /// `offset` and `length` are multiples of the sector size.
  bool erase(const Partition& partition, std::uint32_t offset, std::uint32_t length);
  bool write(const Partition& partition, std::uint32_t offset, std::string_view bytes);

  const PartitionContents& contents() const { return contents_; }
  /// The names of the partitions that were erased or written since this was last asked.
  std::set<std::string, std::less<>> take_changed();

 private:
  /// The partition as it is in flash, in its whole length.
  std::string& bytes_of(const Partition& partition);

  std::span<const Partition> table_;
  PartitionContents contents_;
  std::set<std::string, std::less<>> changed_;
};

}  // namespace espat::at
