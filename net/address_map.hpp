#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace espat::net {

/// A host (name, IPv4 or IPv6 address without brackets) and a TCP port.
struct Address {
  std::string host;
  std::uint16_t port = 0;
  bool is_mapped = false;  ///< where `--map` leads: this PC knows the host
  bool operator==(const Address& other) const { return host == other.host && port == other.port; }
};

/// "host:port" for people to read, with brackets around an IPv6 address.
std::string to_string(const Address& address);

/// Where the names and addresses that the firmware connects to really are (`--map HOST[:PORT]=HOST:PORT`).
class AddressMap {
 public:
  /// Adds one rule as the command line gives it; a later rule for the same left side replaces the earlier one.
  /// @throws std::invalid_argument with one sentence: what is wrong in which text, and the right form
  void add(std::string_view rule);

  /// Every rule that leads to `place` leads to `other` from now on.
  void redirect(const Address& place, const Address& other);

  /// The place to go instead: a rule for host and port wins over one for the host alone; without a rule the address itself.
  /// Names are compared without regard to case.
  Address find(const Address& wanted) const;

  /// The names and addresses that have rules.
  std::vector<std::string> hosts() const;

  /// The host to go to instead, with port 0, for what has no port (a name look-up, a ping): that of the rule for the host alone, else of
  /// any rule with it; without a rule the host itself.
  Address find_host(const std::string& wanted) const;

 private:
  std::map<std::string, Address> rules_;  ///< by "host" or "host:port", in lower case
};

}  // namespace espat::net
