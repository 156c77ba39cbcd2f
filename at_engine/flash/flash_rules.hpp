#pragma once

#include <span>

#include "at_engine/flash/manufacturing_data.hpp"
#include "at_engine/flash/partition.hpp"

namespace espat::at {

/// How a version keeps data in flash (device-commands.md 5.2, 5.4, 8.1-10).
struct FlashRules {
  std::span<const Partition> partitions;
  /// AT+SYSFLASH finds partitions of every type; otherwise only those of type 0x40.
  bool all_partitions_are_usable = false;
  /// What mfg_nvs is delivered with. Null where there is none: then certificates live in partitions of their own.
  const ManufacturingData* factory_data = nullptr;
  std::size_t longest_transfer = 100'000;  ///< bytes of one AT+SYSFLASH read or write for which there is memory
};

}  // namespace espat::at
