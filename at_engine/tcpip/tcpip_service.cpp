#include "at_engine/tcpip/tcpip_service.hpp"

#include <algorithm>

#include "at_engine/module.hpp"

namespace espat::at {

TcpipService::TcpipService(Module& module)
    : questions(module.out), sockets(module), passthrough(module), server(module), sntp(module), module_(module) {}

bool TcpipService::has_stream() const {
  return std::any_of(links.begin(), links.end(), [](const Link& link) { return link.is_open() && !link.is_udp(); });
}

bool TcpipService::has_link() const { return open_links() > 0; }

int TcpipService::open_links() const {
  return static_cast<int>(std::count_if(links.begin(), links.end(), [](const Link& link) { return link.is_open(); }));
}

std::optional<int> TcpipService::free_id() const {
  for (int id = 0; id < static_cast<int>(link_count); ++id) {
    if (links.at(index_of(id)).state == Link::State::closed && !sockets.is_opening(id)) return id;
  }
  return std::nullopt;
}

void TcpipService::went_online() {
  has_closed_link = false;
  sntp.went_online();
}

void TcpipService::went_offline() {
  // With a soft-AP of its own the module keeps its links (device-commands.md 6.2).
  const bool closes_links = module_.profile.tcpip.losing_address_closes_links && module_.settings.wifi_mode == 1;
  for (Link& link : links) {
    if (closes_links && link.is_open() && !link.is_udp() && !session.outlives_address.at(index_of(link.id))) sockets.end(link);
  }
  has_closed_link = false;
}

void TcpipService::boot() {
  if (const auto& saved = module_.settings.tcpip.saved_link) passthrough.begin(*saved);
}

std::optional<Time> TcpipService::next_deadline() const {
  std::optional<Time> earliest;
  for (const auto& deadline :
       {sockets.next_deadline(), packets.next_deadline(), passthrough.next_deadline(), server.next_deadline(), sntp.next_deadline()}) {
    if (deadline) earliest = earliest ? std::min(*earliest, *deadline) : *deadline;
  }
  return earliest;
}

void TcpipService::advance() {
  if (!was_online_ && module_.station.is_online()) went_online();
  was_online_ = module_.station.is_online();
  sockets.advance();
  packets.advance(module_.now);
  passthrough.advance();
  server.advance();
  sntp.advance();
  sockets.run();
}

// A chip that restarts closes nothing: the network drops what is open at Restart.
void TcpipService::power_off() {
  session = {};
  links = {};
  has_closed_link = false;
  questions.reset();
  sockets.reset();
  packets.end();
  passthrough.reset();
  server.reset();
  sntp.reset();
}

}  // namespace espat::at
