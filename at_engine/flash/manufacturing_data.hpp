#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace espat::at {

/// The types of AT+SYSMFG (device-commands.md 5.4).
enum class ManufacturingType { u8 = 1, i8, u16, i16, u32, i32, text, binary };

/// One key of a namespace.
struct ManufacturingEntry {
  std::string key;  ///< 1 to 15 bytes
  ManufacturingType type = ManufacturingType::text;
  std::string value;  ///< of the integer types: decimal
  bool operator==(const ManufacturingEntry&) const = default;
};

struct ManufacturingNamespace {
  std::string name;  ///< 1 to 15 bytes
  std::vector<ManufacturingEntry> entries;
  bool operator==(const ManufacturingNamespace&) const = default;
};

/// What the partition mfg_nvs holds: factory parameters and certificates by namespace and key, in the order in which they were made.
class ManufacturingData {
 public:
  ManufacturingData() = default;
  explicit ManufacturingData(std::vector<ManufacturingNamespace> namespaces) : namespaces_(std::move(namespaces)) {}

  const std::vector<ManufacturingNamespace>& namespaces() const { return namespaces_; }
  /// Null when there is none.
  const ManufacturingNamespace* find(std::string_view name) const;
  const ManufacturingEntry* find(std::string_view name, std::string_view key) const;

  void set(std::string_view name, ManufacturingEntry entry);
  /// Erases a whole namespace, or nothing.
  void erase(std::string_view name);
  /// False when there is no such key. A namespace is gone with its last key.
  bool erase(std::string_view name, std::string_view key);

  bool operator==(const ManufacturingData&) const = default;

 private:
  std::vector<ManufacturingNamespace> namespaces_;
};

/// What the image for ESP32-C3 (MINI-1) is delivered with.
const ManufacturingData& esp32c3_factory_data();

}  // namespace espat::at
