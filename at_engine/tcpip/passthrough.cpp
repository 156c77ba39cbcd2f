#include "at_engine/tcpip/passthrough.hpp"

#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr std::string_view quit_text = "+++";
constexpr Duration reconnect_unit{100};

}  // namespace

void Passthrough::begin() {
  had_link_ = true;
  listen_to_host();
}

void Passthrough::begin(const SavedLink& saved) {
  module_.tcpip.session.is_transparent = true;
  module_.out.uart(std::string(module_.profile.core.prompt));
  listen_to_host();
  if (!saved.is_server) {
    to_ = saved.to;
    return schedule_opening();
  }
  module_.tcpip.session.has_many_links = true;
  module_.tcpip.server.most_clients = 1;
  module_.tcpip.server.start({saved.to, false}, [](std::optional<int>) {});
}

void Passthrough::listen_to_host() {
  is_active_ = true;
  module_.tcpip.packets.begin(module_.profile.tcpip.passthrough_packet, Duration(module_.transmit_interval),
                              [this](std::string packet) { module_.tcpip.sockets.send(link_id, std::move(packet), [](bool) {}); });
  module_.receiver.pass_on(Receiver::State::passthrough, [this](std::string_view chunk) { receive(chunk); });
}

void Passthrough::receive(std::string_view chunk) {
  PacketStream& packets = module_.tcpip.packets;
  if (chunk == quit_text) return quit();
  packets.append(chunk, module_.now);
  if (packets.pending() == quit_text) quit();
}

void Passthrough::quit() {
  is_active_ = false;
  module_.tcpip.packets.end();
  module_.receiver.set_state(Receiver::State::idle);
  if ((module_.settings.system_messages & 1) != 0) module_.out.uart("\r\n+QUITT\r\n");
  if (!reconnects_at_) return;
  reconnects_at_.reset();
  give_up();
}

void Passthrough::link_closed(const Destination& to) {
  if (!is_active_) return;
  to_ = to;
  schedule_opening();
}

void Passthrough::schedule_opening() { reconnects_at_ = module_.now + reconnect_unit * module_.settings.tcpip.reconnect_interval; }

void Passthrough::advance() {
  if (!reconnects_at_ || module_.now < *reconnects_at_) return;
  reconnects_at_.reset();
  if (module_.settings.wifi_mode == 1 && !module_.station.is_online()) return schedule_opening();
  is_opening_ = true;
  // What AT+CIPSTATUS prints remains the port of the first connection.
  const std::uint16_t local_port = to_.type == LinkType::udp ? to_.local_port : module_.tcpip.link(link_id).local_port;
  module_.tcpip.sockets.open(link_id, to_, [this, local_port](bool succeeded) {
    if (succeeded) module_.tcpip.link(link_id).local_port = local_port;
    finish_opening(succeeded);
  });
}

void Passthrough::finish_opening(bool succeeded) {
  is_opening_ = false;
  had_link_ = had_link_ || succeeded;
  if (succeeded) return;
  if (is_active_) return schedule_opening();
  give_up();
}

void Passthrough::give_up() {
  module_.out.uart("CLOSED\r\n");
  module_.tcpip.has_closed_link = had_link_ || module_.profile.tcpip.start_failure_counts_as_closed;
}

void Passthrough::reset() {
  is_active_ = false;
  is_opening_ = false;
  had_link_ = false;
  reconnects_at_.reset();
}

}  // namespace espat::at
