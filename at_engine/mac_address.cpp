#include "at_engine/mac_address.hpp"

#include <cctype>

namespace espat::at {

std::optional<std::string> parse_mac(std::string_view text) {
  constexpr std::size_t length = 17;
  if (text.size() != length) return std::nullopt;
  std::string mac;
  for (std::size_t i = 0; i < length; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool fits = i % 3 == 2 ? c == ':' : std::isxdigit(c) != 0;
    if (!fits) return std::nullopt;
    mac += static_cast<char>(std::tolower(c));
  }
  return mac;
}

bool is_multicast(std::string_view mac) { return std::string_view("13579bdf").find(mac[1]) != std::string_view::npos; }

}  // namespace espat::at
