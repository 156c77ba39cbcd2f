#pragma once

#include <string>
#include <utility>
#include <vector>

#include "net/address_map.hpp"

namespace espat::net {

/// Where the names are that the module asks for: `--map` says it first; of the others the name servers that the host firmware has set, when
/// they can be reached, else this PC.
class Names {
 public:
  /// Where a name server listens.
  static constexpr std::uint16_t server_port = 53;

  explicit Names(AddressMap map = AddressMap()) : map_(std::move(map)) {}

  const AddressMap& map() const { return map_; }

  /// From now on these IP addresses are asked, in this order, provided that one of them is on this PC or `--map` leads from it to an IP
  /// address. One from which it leads to a name is left out.
  /// @return whether they are asked
  bool use_servers(const std::vector<std::string>& ips);

  /// Where the servers really are; empty: this PC looks names up.
  const std::vector<Address>& servers() const { return servers_; }

 private:
  const AddressMap map_;
  std::vector<Address> servers_;
};

}  // namespace espat::net
