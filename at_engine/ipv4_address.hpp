#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace espat::at {

/// The first number of "192.168.4.1" is the most significant byte; 0 is no address.
using Ipv4Address = std::uint32_t;

/// Four decimal numbers of 0 to 255 between dots, and nothing else.
std::optional<Ipv4Address> parse_ipv4(std::string_view text);
/// "192.168.4.1".
std::string text_of(Ipv4Address address);

/// What an interface is set to.
struct IpConfiguration {
  Ipv4Address address = 0;
  Ipv4Address gateway = 0;
  Ipv4Address netmask = 0;
  bool operator==(const IpConfiguration&) const = default;
};

}  // namespace espat::at
