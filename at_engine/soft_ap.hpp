#pragma once

#include <string>
#include <vector>

#include "at_engine/air.hpp"
#include "at_engine/output.hpp"
#include "at_engine/settings.hpp"

namespace espat::at {

/// A station that has joined the module's access point.
struct SoftApClient {
  std::string mac;
  Ipv4Address address = 0;  ///< 0: none yet
};

/// The module's own access point: prints who comes and goes (at-core.md 3, device-commands.md 8.1-9).
class SoftAp {
 public:
  SoftAp(const Settings& settings, Output& out) : settings_(settings), out_(out) {}

  /// Without effect while the Wi-Fi mode has no soft-AP.
  void visit(const SoftApVisited& visit);
  /// Sends a client away; false when it is not here.
  bool disconnect(const std::string& mac);
  /// The access point ends, without a word to anybody.
  void stop() { clients_.clear(); }

  const std::vector<SoftApClient>& clients() const { return clients_; }

 private:
  Ipv4Address free_address() const;

  const Settings& settings_;
  Output& out_;
  std::vector<SoftApClient> clients_;
};

/// What its DHCP server hands out.
DhcpRange dhcp_range(const Settings& settings);

}  // namespace espat::at
