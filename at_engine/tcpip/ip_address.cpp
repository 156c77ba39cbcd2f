#include "at_engine/tcpip/ip_address.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

namespace espat::at {
namespace {

constexpr std::size_t group_count = 8;
using Groups = std::array<std::uint16_t, group_count>;

std::optional<std::uint32_t> parse_number(std::string_view text, int base) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A part of an IPv4 address: decimal, octal after 0, hexadecimal after 0x.
std::optional<std::uint32_t> parse_part(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_number(text.substr(2), 16);
  return parse_number(text, text.size() > 1 && text.front() == '0' ? 8 : 10);
}

/// One to four parts, of which the last fills all remaining bytes.
std::optional<std::uint32_t> parse_ipv4_forms(std::string_view text) {
  std::uint32_t address = 0;
  for (int free_bits = 24;; free_bits -= 8) {
    const std::size_t dot = text.find('.');
    const auto part = parse_part(text.substr(0, dot));
    if (!part) return std::nullopt;
    if (dot == std::string_view::npos) {
      const bool fits = free_bits == 24 || *part >> (free_bits + 8) == 0;
      return fits ? std::optional(address | *part) : std::nullopt;
    }
    if (free_bits == 0 || *part > 0xff) return std::nullopt;
    address |= *part << free_bits;
    text.remove_prefix(dot + 1);
  }
}

std::string shown(std::uint32_t ipv4) {
  return std::to_string(ipv4 >> 24) + "." + std::to_string(ipv4 >> 16 & 0xff) + "." + std::to_string(ipv4 >> 8 & 0xff) + "." +
         std::to_string(ipv4 & 0xff);
}

/// Groups between colons; none for an empty text.
std::optional<std::vector<std::uint16_t>> parse_groups(std::string_view text) {
  std::vector<std::uint16_t> groups;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const auto value = group.size() <= 4 ? parse_number(group, 16) : std::nullopt;
    if (!value || groups.size() == group_count) return std::nullopt;
    groups.push_back(static_cast<std::uint16_t>(*value));
    if (colon == std::string_view::npos) return groups;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;
  }
  return groups;
}

std::optional<Groups> parse_ipv6_groups(std::string_view text) {
  const std::size_t gap = text.find("::");
  const auto head = parse_groups(text.substr(0, gap));
  const auto tail = parse_groups(gap == std::string_view::npos ? "" : text.substr(gap + 2));
  if (!head || !tail) return std::nullopt;
  const std::size_t given = head->size() + tail->size();
  if (gap == std::string_view::npos ? given != group_count : given >= group_count) return std::nullopt;
  Groups groups{};
  std::copy(head->begin(), head->end(), groups.begin());
  std::copy(tail->rbegin(), tail->rend(), groups.rbegin());
  return groups;
}

std::string upper_hexadecimal(std::uint16_t value) {
  std::array<char, 4> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  std::string text(digits.data(), end);
  for (char& c : text) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

/// The longest run of two zeros or more is left out.
std::string shown(const Groups& groups) {
  std::size_t gap = 0;
  std::size_t gap_size = 1;
  for (std::size_t begin = 0; begin < group_count; ++begin) {
    std::size_t end = begin;
    while (end < group_count && groups.at(end) == 0) ++end;
    if (end - begin > gap_size) {
      gap = begin;
      gap_size = end - begin;
    }
  }
  std::string text;
  for (std::size_t i = 0; i < group_count; ++i) {
    if (gap_size > 1 && i == gap) {
      text += "::";
      i += gap_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += upper_hexadecimal(groups.at(i));
  }
  return text;
}

}  // namespace

std::optional<std::string> parse_ip_address(std::string_view text) {
  if (const auto ipv4 = parse_ipv4_forms(text)) return shown(*ipv4);
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  if (const auto ipv6 = parse_ipv6_groups(text)) return shown(*ipv6);
  return std::nullopt;
}

bool is_multicast_address(std::string_view ip) {
  const auto ipv4 = parse_ipv4_forms(ip);
  return ipv4 && *ipv4 >> 28 == 0xe;
}

}  // namespace espat::at
