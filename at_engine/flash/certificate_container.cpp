#include "at_engine/flash/certificate_container.hpp"

#include <stdexcept>

namespace espat::at {
namespace {

constexpr std::uint32_t magic = 0xf1f1;
constexpr std::size_t header_size = 8;
constexpr std::size_t item_header_size = 4;
constexpr std::size_t alignment = 4;
constexpr std::size_t longest_content = 0xffff;
constexpr char padding = '\xff';

std::size_t padded(std::size_t length) { return (length + alignment - 1) / alignment * alignment; }

void append(std::string& bytes, std::size_t number, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xffU);
}

/// A little-endian number; what lies beyond the end is erased flash.
std::size_t number_at(std::string_view bytes, std::size_t at, int size) {
  std::size_t number = 0;
  for (int i = size; i-- > 0;) {
    const std::size_t place = at + static_cast<std::size_t>(i);
    number = number << 8U | (place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0xffU);
  }
  return number;
}

std::size_t length_at(std::string_view bytes, std::size_t item) { return number_at(bytes, item + 2, 2); }

std::string place_of(std::size_t index) { return "item " + std::to_string(index); }

}  // namespace

std::string pack_container(const std::vector<ContainerItem>& items) {
  std::string body;
  for (const ContainerItem& item : items) {
    if (item.content.size() > longest_content) throw std::length_error("an item has at most 65535 bytes");
    append(body, static_cast<std::size_t>(item.kind) + 1, 1);
    append(body, static_cast<std::size_t>(item.id), 1);
    append(body, item.content.size(), 2);
    body += item.content;
    body.append(padded(item.content.size()) - item.content.size(), padding);
  }
  std::string bytes;
  append(bytes, magic, 2);
  append(bytes, items.size(), 2);
  append(bytes, body.size(), 4);
  return bytes + body;
}

std::vector<ContainerItem> unpack_container(std::string_view bytes) {
  if (bytes.size() < header_size || number_at(bytes, 0, 2) != magic) {
    throw std::invalid_argument("it does not begin with the magic number 0xF1F1 of a certificate container");
  }
  const std::size_t count = number_at(bytes, 2, 2);
  std::vector<ContainerItem> items;
  std::size_t at = header_size;
  for (std::size_t index = 0; index < count; ++index) {
    const std::size_t length = length_at(bytes, at);
    if (at + item_header_size + length > bytes.size()) throw std::invalid_argument(place_of(index) + " goes beyond the end");
    const std::size_t kind = number_at(bytes, at, 1);
    if (kind < 1 || kind > 3) throw std::invalid_argument(place_of(index) + " is of type " + std::to_string(kind) + ", not 1, 2 or 3");
    items.push_back({static_cast<CertificateKind>(kind - 1), static_cast<int>(number_at(bytes, at + 1, 1)),
                     std::string(bytes.substr(at + item_header_size, length))});
    at += item_header_size + padded(length);
  }
  return items;
}

CertificateItem read_container_item(std::string_view partition, std::size_t index) {
  if (number_at(partition, 0, 2) != magic || index > number_at(partition, 2, 2)) return {};
  std::size_t at = header_size;
  for (std::size_t i = 0; i < index; ++i) at += item_header_size + padded(length_at(partition, at));
  const std::size_t length = length_at(partition, at);
  CertificateItem item{static_cast<int>(length), std::nullopt};
  const std::size_t content = at + item_header_size;
  if (content + length <= partition.size()) item.content = partition.substr(content, length);
  return item;
}

}  // namespace espat::at
