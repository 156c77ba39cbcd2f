#include "at_engine/tcpip/link_server.hpp"

#include <algorithm>
#include <utility>

#include "at_engine/module.hpp"
#include "at_engine/tcpip/tls_material.hpp"

namespace espat::at {
namespace {

constexpr Duration tick{1'000};

// The numbers of "+ERRNO" (device-commands.md 8.2-15).
constexpr int bind_failed = 0x62;
constexpr int listen_failed = 0x69;

}  // namespace

void LinkServer::start(const Configuration& configuration, Started started) {
  configuration_ = configuration;
  started_ = std::move(started);
  listen();
}

void LinkServer::listen() {
  std::optional<TlsCredentials> tls;
  if (configuration_->kind.type == LinkType::ssl) tls = server_credentials(module_, configuration_->verifies_clients);
  module_.out.emit(ServerListen{configuration_->kind.port, tls});
}

void LinkServer::stop() {
  if (is_listening_) module_.out.emit(ServerStop{});
  is_listening_ = false;
  configuration_.reset();
  set_idle_limit(0);
}

void LinkServer::handle(const ServerListening& /*event*/) {
  if (!configuration_) return;
  is_listening_ = true;
  if (const Started started = std::exchange(started_, nullptr)) started(std::nullopt);
}

void LinkServer::handle(const ServerFailed& event) {
  const Started started = std::exchange(started_, nullptr);
  if (!started) return;
  configuration_.reset();
  module_.out.because(event.reason);
  started(event.bind_failed ? bind_failed : listen_failed);
}

bool LinkServer::has_room() const {
  const Links& links = module_.tcpip.links;
  const auto clients = std::count_if(links.begin(), links.end(),
                                     [](const Link& link) { return link.state != Link::State::closed && link.is_client_of_server; });
  return clients < most_clients && module_.tcpip.free_id();
}

void LinkServer::follow_room() {
  if (!configuration_ || started_ || has_room() == is_listening_) return;
  if (is_listening_) {
    is_listening_ = false;
    module_.out.emit(ServerStop{});
  } else {
    listen();
  }
}

void LinkServer::handle(const SocketAccepted& event) {
  if (!configuration_ || !has_room()) {
    module_.out.emit(SocketClose{event.socket});
    return;
  }
  const int id = *module_.tcpip.free_id();
  Link& link = module_.tcpip.link(id);
  link = Link{};
  link.state = Link::State::accepted;
  link.id = id;
  link.socket = event.socket;
  link.to = configuration_->kind;
  link.remote = event.remote;
  link.local_port = event.local_port;
  link.is_client_of_server = true;
  module_.tcpip.has_closed_link = false;
  follow_room();
}

void LinkServer::set_idle_limit(int seconds) {
  idle_limit_ = seconds;
  next_tick_ = seconds > 0 ? std::optional(module_.now + tick) : std::nullopt;
}

void LinkServer::advance() {
  if (!next_tick_ || module_.now < *next_tick_) return;
  *next_tick_ += tick;
  for (Link& link : module_.tcpip.links) {
    if (link.is_open() && link.is_client_of_server && ++link.idle_seconds >= idle_limit_) module_.tcpip.sockets.end(link);
  }
}

void LinkServer::reset() {
  if (is_listening_) module_.out.emit(ServerStop{});
  is_listening_ = false;
  configuration_.reset();
  started_ = nullptr;
  most_clients = static_cast<int>(link_count);
  idle_limit_ = 0;
  next_tick_.reset();
}

}  // namespace espat::at
