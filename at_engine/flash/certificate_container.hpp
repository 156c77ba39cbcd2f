#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/certificate_item.hpp"

namespace espat::at {

// What a certificate partition holds (device-commands.md 5.2.1).

/// One item of a container.
struct ContainerItem {
  CertificateKind kind = CertificateKind::ca;
  int id = 0;           ///< 0..255
  std::string content;  ///< PEM or DER, up to 65535 bytes
  bool operator==(const ContainerItem&) const = default;
};

/// The bytes of a container with these items. Throws std::length_error when one is longer than its length field can say.
std::string pack_container(const std::vector<ContainerItem>& items);

/// The items of a container. Throws std::invalid_argument with what is wrong: no magic, or an item that does not end within it.
std::vector<ContainerItem> unpack_container(std::string_view bytes);

/// Reads the item at `index` as the firmware does: it believes what the headers say, and one index more than there are items is not
/// refused (mqtt.md 7).
CertificateItem read_container_item(std::string_view partition, std::size_t index);

}  // namespace espat::at
