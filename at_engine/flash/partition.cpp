#include "at_engine/flash/partition.hpp"

#include <array>

namespace espat::at {

std::span<const Partition> esp32_partitions() {
  static constexpr std::array table{
      Partition{"ble_data", 64, 1, 0x21000, 0x3000},    Partition{"server_cert", 64, 2, 0x24000, 0x2000},
      Partition{"server_key", 64, 3, 0x26000, 0x2000},  Partition{"server_ca", 64, 4, 0x28000, 0x2000},
      Partition{"client_cert", 64, 5, 0x2a000, 0x2000}, Partition{"client_key", 64, 6, 0x2c000, 0x2000},
      Partition{"client_ca", 64, 7, 0x2e000, 0x2000},   Partition{"factory_param", 64, 8, 0x30000, 0x1000},
      Partition{"wpa2_cert", 64, 9, 0x31000, 0x2000},   Partition{"wpa2_key", 64, 10, 0x33000, 0x2000},
      Partition{"wpa2_ca", 64, 11, 0x35000, 0x2000},    Partition{"mqtt_cert", 64, 12, 0x37000, 0x2000},
      Partition{"mqtt_key", 64, 13, 0x39000, 0x2000},   Partition{"mqtt_ca", 64, 14, 0x3b000, 0x2000},
      Partition{"fatfs", 1, 129, 0x70000, 0x90000},
  };
  return table;
}

std::span<const Partition> esp8266_partitions() {
  static constexpr std::array table{
      Partition{"factory_param", 64, 8, 0xf1000, 0x1000}, Partition{"server_cert", 64, 2, 0xf2000, 0x2000},
      Partition{"server_key", 64, 3, 0xf4000, 0x2000},    Partition{"server_ca", 64, 4, 0xf6000, 0x2000},
      Partition{"client_cert", 64, 5, 0xf8000, 0x2000},   Partition{"client_key", 64, 6, 0xfa000, 0x2000},
      Partition{"client_ca", 64, 7, 0xfc000, 0x2000},     Partition{"wpa2_cert", 64, 8, 0xfe000, 0x2000},
      Partition{"wpa2_key", 64, 9, 0x100000, 0x2000},     Partition{"wpa2_ca", 64, 10, 0x102000, 0x2000},
      Partition{"mqtt_cert", 64, 11, 0x104000, 0x2000},   Partition{"mqtt_key", 64, 12, 0x106000, 0x2000},
      Partition{"mqtt_ca", 64, 13, 0x108000, 0x2000},
  };
  return table;
}

std::span<const Partition> esp32c3_partitions() {
  static constexpr std::array table{
      Partition{"mfg_nvs", 1, 2, 0x1f000, 0x1f000},
      Partition{"fatfs", 1, 129, 0x47000, 0x19000},
  };
  return table;
}

}  // namespace espat::at
