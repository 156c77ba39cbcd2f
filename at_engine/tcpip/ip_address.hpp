#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace espat::at {

/// An address literal as the firmware prints it: "1.2.0.3" for "1.2.3", "FE80::1" for "fe80::1". No value when `text` is a name.
std::optional<std::string> parse_ip_address(std::string_view text);

/// Of an address that parse_ip_address() has given.
inline bool is_ipv6(std::string_view ip) { return ip.find(':') != std::string_view::npos; }

/// 224.0.0.0 to 239.255.255.255.
bool is_multicast_address(std::string_view ip);

}  // namespace espat::at
