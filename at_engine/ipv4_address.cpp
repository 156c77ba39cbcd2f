#include "at_engine/ipv4_address.hpp"

#include <charconv>

namespace espat::at {
namespace {

constexpr std::uint32_t highest_number = 255;

}  // namespace

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
  Ipv4Address address = 0;
  for (int part = 0; part < 4; ++part) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || number > highest_number) return std::nullopt;
    address = address << 8U | number;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part == 3) break;
    if (text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

std::string text_of(Ipv4Address address) {
  return std::to_string(address >> 24U) + "." + std::to_string(address >> 16U & 0xffU) + "." + std::to_string(address >> 8U & 0xffU) + "." +
         std::to_string(address & 0xffU);
}

}  // namespace espat::at
