#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace espat::at {

/// A row of the user partition table, as AT+SYSFLASH? prints it.
struct Partition {
  std::string_view name;
  int type = 0;
  int subtype = 0;
  std::uint32_t address = 0;
  std::uint32_t size = 0;  ///< bytes
};

/// The type of partitions that hold what the AT firmware itself wants: certificates and factory parameters.
inline constexpr int custom_partition_type = 0x40;

// The tables of the released images (device-commands.md 5.2).
std::span<const Partition> esp32_partitions();
/// Of the image for 2 MB flash.
std::span<const Partition> esp8266_partitions();
std::span<const Partition> esp32c3_partitions();

}  // namespace espat::at
