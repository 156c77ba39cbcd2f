#include "at_engine/soft_ap.hpp"

#include <algorithm>

namespace espat::at {
namespace {

bool has_soft_ap(int wifi_mode) { return wifi_mode >= 2; }

}  // namespace

void SoftAp::visit(const SoftApVisited& visit) {
  if (!has_soft_ap(settings_.wifi_mode)) return;
  const auto client = std::find_if(clients_.begin(), clients_.end(), [&](const SoftApClient& known) { return known.mac == visit.mac; });
  switch (visit.kind) {
    case SoftApVisited::Kind::joins:
      if (client == clients_.end()) clients_.push_back({visit.mac});
      out_.uart("+STA_CONNECTED:\"" + visit.mac + "\"\r\n");
      break;
    case SoftApVisited::Kind::gets_address:
      if (client == clients_.end()) break;
      client->address = free_address();
      out_.uart("+DIST_STA_IP:\"" + visit.mac + "\",\"" + text_of(client->address) + "\"\r\n");
      break;
    case SoftApVisited::Kind::leaves:
      disconnect(visit.mac);
      break;
  }
}

bool SoftAp::disconnect(const std::string& mac) {
  const auto client = std::find_if(clients_.begin(), clients_.end(), [&mac](const SoftApClient& known) { return known.mac == mac; });
  if (client == clients_.end()) return false;
  clients_.erase(client);
  out_.uart("+STA_DISCONNECTED:\"" + mac + "\"\r\n");
  return true;
}

Ipv4Address SoftAp::free_address() const {
  Ipv4Address address = dhcp_range(settings_).first;
  const auto is_taken = [&] {
    return std::any_of(clients_.begin(), clients_.end(), [&](const SoftApClient& client) { return client.address == address; });
  };
  while (is_taken()) ++address;
  return address;
}

DhcpRange dhcp_range(const Settings& settings) {
  constexpr Ipv4Address size = 100;
  if (settings.dhcp_range) return *settings.dhcp_range;
  const Ipv4Address own = settings.softap_address.address;
  return {.first = own + 1, .last = own + size};
}

}  // namespace espat::at
