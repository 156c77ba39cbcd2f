#include "at_engine/tcpip/socket_task.hpp"

#include <utility>

#include "at_engine/hexadecimal.hpp"
#include "at_engine/module.hpp"
#include "at_engine/tcpip/ip_address.hpp"
#include "at_engine/tcpip/tls_material.hpp"

namespace espat::at {
namespace {

constexpr Duration connect_time{18'000};
constexpr std::size_t most_bytes_of_a_read = 2'920;

// The numbers of "+ERRNO" (device-commands.md 8.2-15).
constexpr int own_timeout = 0x107;
constexpr int tls_setup_failed = 0x4301;
constexpr int tls_connection_failed = 0x4302;

int error_number_of(SocketOpenFailed::Cause cause, LinkType type) {
  using Cause = SocketOpenFailed::Cause;
  if (cause == Cause::credentials) return tls_setup_failed;
  if (type == LinkType::ssl) return tls_connection_failed;
  switch (cause) {
    case Cause::refused:
      return 0x68;
    case Cause::address_in_use:
      return 0x70;
    case Cause::timed_out:
      return 0x71;
    case Cause::unreachable:
      return 0x76;
    case Cause::bind:
      return 0x62;
    case Cause::tls:
    case Cause::credentials:
      break;
  }
  return tls_connection_failed;
}

}  // namespace

void SocketTask::queue(Job job) {
  jobs_.push_back(std::move(job));
  begin_next();
}

void SocketTask::begin_next() {
  while (!is_busy_ && !jobs_.empty()) {
    is_busy_ = true;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    job();
  }
}

void SocketTask::finish_job() {
  is_busy_ = false;
  begin_next();
}

// Opening.

void SocketTask::open(int id, Destination to, Done done) {
  queue([this, id, to = std::move(to), done = std::move(done)]() mutable {
    opening_ = Opening{};
    opening_->id = id;
    opening_->to = std::move(to);
    opening_->done = std::move(done);
    begin_opening();
  });
}

void SocketTask::begin_opening() {
  module_.tcpip.questions.resolve(opening_->to.host, opening_->to.is_ipv6, [this](const std::string& ip) {
    if (opening_->is_abandoned || ip.empty() || (opening_->to.is_ipv6 && !is_ipv6(ip))) {
      module_.out.because(ip.empty() ? "there is no such name" : "that is no IPv6 address");
      return fail_opening(std::nullopt);
    }
    opening_->to.is_ipv6 = is_ipv6(ip);
    opening_->remote = {ip, opening_->to.port};
    if (opening_->to.local_host.empty()) return bind_and_connect({});
    module_.tcpip.questions.resolve(opening_->to.local_host, opening_->to.is_ipv6,
                                    [this](const std::string& local_ip) { bind_and_connect(local_ip); });
  });
}

void SocketTask::bind_and_connect(const std::string& local_ip) {
  if (opening_->is_abandoned) return fail_opening(std::nullopt);
  if (opening_->to.type == LinkType::udp) {
    opening_->socket = ++last_socket_;
    const std::string& ip = opening_->remote.ip;
    module_.out.emit(DatagramOpen{opening_->socket, opening_->to.local_port, is_multicast_address(ip) ? ip : std::string()});
    return;
  }
  connect(is_ipv6(local_ip) == opening_->to.is_ipv6 ? local_ip : std::string());
}

void SocketTask::connect(const std::string& local_ip) {
  std::optional<TlsCredentials> tls;
  if (opening_->to.type == LinkType::ssl) {
    tls = client_credentials(module_, opening_->id);
    if (!tls) {
      module_.out.because("a certificate that AT+CIPSSLCCONF asks for is missing");
      return fail_opening(tls_setup_failed);
    }
  }
  opening_->socket = ++last_socket_;
  opening_->deadline = module_.now + connect_time;
  module_.out.emit(SocketOpen{opening_->socket, opening_->to.host, opening_->remote, local_ip, opening_->to.keepalive_seconds, tls});
}

void SocketTask::handle(const SocketOpened& event) {
  if (!opening_ || opening_->socket != event.socket) return;
  if (opening_->is_abandoned) {
    module_.out.emit(SocketClose{event.socket});
    opening_.reset();
    return finish_job();
  }
  establish(event);
}

void SocketTask::establish(const SocketOpened& event) {
  Opening opening = std::move(*opening_);
  opening_.reset();
  Link& link = module_.tcpip.link(opening.id);
  link = Link{};
  link.state = Link::State::open;
  link.id = opening.id;
  link.socket = event.socket;
  link.to = std::move(opening.to);
  link.remote = opening.remote;
  link.local_port = event.local_port;
  const TcpOptions& options = module_.settings.tcpip.tcp_options.at(index_of(link.id));
  if (!link.is_udp()) {
    module_.out.emit(SocketOptions{link.socket, options.linger_seconds, options.no_delay == 1, options.keepalive_seconds});
    module_.tcpip.has_closed_link = false;
  }
  announce(link);
  opening.done(true);
  finish_job();
}

void SocketTask::handle(const SocketOpenFailed& event) {
  if (!opening_ || opening_->socket != event.socket) return;
  if (!opening_->is_abandoned) module_.out.because(event.reason);
  fail_opening(error_number_of(event.cause, opening_->to.type));
}

void SocketTask::fail_opening(std::optional<int> error_number) {
  const Opening opening = std::move(*opening_);
  opening_.reset();
  if (!opening.is_abandoned) {
    if (error_number) print_error_number(*error_number);
    opening.done(false);
  }
  finish_job();
}

void SocketTask::abandon_opening() {
  if (!opening_ || opening_->is_abandoned) return;
  if (opening_->socket != 0) print_error_number(own_timeout);
  opening_->is_abandoned = true;
}

void SocketTask::announce(const Link& link) {
  if (is_silent()) return;
  if ((module_.settings.system_messages & 2) == 0) return module_.out.uart(prefix(link) + "CONNECT\r\n");
  module_.out.uart("+LINK_CONN:0," + std::to_string(link.id) + ",\"" + name_of(link.to) + "\"," + (link.is_client_of_server ? "1" : "0") +
                   ",\"" + link.remote.ip + "\"," + std::to_string(link.remote.port) + "," + std::to_string(link.local_port) + "\r\n");
}

void SocketTask::print_error_number(int number) {
  if (!module_.profile.tcpip.errors_have_numbers || !module_.prints_codes) return;
  const int digits = number > 0xfff ? 4 : number > 0xff ? 3 : 2;
  module_.out.uart("+ERRNO:0x" + hexadecimal(static_cast<std::uint32_t>(number), digits) + "\r\n");
}

// Sending.

void SocketTask::send(int id, std::string bytes, Done done) {
  queue([this, id, bytes = std::move(bytes), done = std::move(done)]() mutable { begin_sending(id, std::move(bytes), std::move(done)); });
}

void SocketTask::begin_sending(int id, std::string bytes, Done done) {
  Link& link = module_.tcpip.link(id);
  if (!link.is_open() || bytes.empty()) {
    done(link.is_open());
    return finish_job();
  }
  link.idle_seconds = 0;
  sending_ = Sending{link.socket, std::move(done), std::nullopt};
  if (link.is_udp()) {
    module_.out.emit(DatagramSend{link.socket, link.to.host, link.remote, std::move(bytes)});
    return;
  }
  const int timeout = module_.settings.tcpip.tcp_options.at(index_of(id)).send_timeout;
  if (timeout > 0) sending_->deadline = module_.now + Duration(timeout);
  module_.out.emit(SocketSend{link.socket, std::move(bytes)});
}

void SocketTask::handle(const SocketSendFailed& event) {
  if (sending_ && sending_->socket == event.socket) module_.out.note(Note::Level::info, "a send failed: " + event.reason);
  finish_sending(event.socket, false);
}

void SocketTask::finish_sending(Socket socket, bool succeeded) {
  if (!sending_ || sending_->socket != socket) return;
  const Sending sending = std::move(*sending_);
  sending_.reset();
  sending.done(succeeded);
  finish_job();
}

// Closing.

void SocketTask::close(int id, std::function<void()> done) {
  queue([this, id, done = std::move(done)]() mutable { begin_closing(id, std::move(done)); });
}

void SocketTask::begin_closing(int id, std::function<void()> done) {
  const Link& link = module_.tcpip.link(id);
  if (!link.is_open()) {
    done();
    return finish_job();
  }
  closing_ = Closing{id, link.socket, std::move(done)};
  module_.out.emit(SocketClose{link.socket});
}

void SocketTask::handle(const SocketClosed& event) {
  if (!closing_ || closing_->socket != event.socket) return;
  const Closing closing = std::move(*closing_);
  closing_.reset();
  Link& link = module_.tcpip.link(closing.id);
  module_.out.uart(prefix(link) + "CLOSED\r\n");
  forget(link);
  closing.done();
  finish_job();
}

void SocketTask::end(Link& link) {
  if (closing_ && closing_->socket == link.socket) return;
  if (!is_silent()) module_.out.uart(prefix(link) + "CLOSED\r\n");
  module_.out.emit(SocketClose{link.socket});
  const Destination to = link.to;
  const bool was_client_of_server = link.is_client_of_server;
  const int id = link.id;
  forget(link);
  if (id == Passthrough::link_id && !was_client_of_server) module_.tcpip.passthrough.link_closed(to);
}

void SocketTask::forget(Link& link) {
  const Socket socket = link.socket;
  link.state = Link::State::closed;
  link.received = {};
  module_.tcpip.has_closed_link = true;
  finish_sending(socket, false);
  module_.tcpip.server.link_freed();
}

// Reading.

Link* SocketTask::find(Socket socket) {
  for (Link& link : module_.tcpip.links) {
    if (link.state != Link::State::closed && link.socket == socket) return &link;
  }
  return nullptr;
}

void SocketTask::handle(const SocketReceived& event) {
  Link* link = find(event.socket);
  if (link == nullptr) return;
  if (link->is_udp()) {
    link->received.append_datagram({event.bytes, event.from});
  } else {
    link->received.append(event.bytes);
  }
}

void SocketTask::handle(const SocketEnded& event) {
  Link* link = find(event.socket);
  if (link == nullptr) return;
  link->has_ended = true;
  if (event.reset) finish_sending(event.socket, false);
}

void SocketTask::run() {
  for (bool has_read = true; has_read;) {
    has_read = false;
    for (Link& link : module_.tcpip.links) {
      if (may_read(link) && read_once(link)) has_read = true;
    }
  }
}

// While a send waits for the peer, data are still read: a peer that waits for them in turn, as an echo server does, would wait for ever.
bool SocketTask::may_read(const Link& link) const { return !is_busy_ || (sending_ && link.is_open() && !link.received.is_empty()); }

bool SocketTask::read_once(Link& link) {
  if (link.state == Link::State::accepted) {
    link.state = Link::State::open;
    announce(link);
    return true;
  }
  if (!link.is_open()) return false;
  if (!link.received.is_empty()) {
    const TcpipSession& session = module_.tcpip.session;
    if (!session.is_passive.at(index_of(link.id))) {
      const auto piece = read(link, most_bytes_of_a_read);
      if (link.is_udp() && piece.bytes.empty()) {
        end(link);  // a datagram without bytes looks like the end of a stream (device-commands.md 8.2-9)
      } else {
        print_received(link, piece);
      }
      return true;
    }
    if (!link.is_announced && !session.is_transparent) {
      link.is_announced = true;
      module_.out.uart("\r\n+IPD," + (session.has_many_links ? std::to_string(link.id) + "," : "") + std::to_string(link.received.size()) +
                       "\r\n");
    }
    return false;
  }
  if (!link.has_ended) return false;
  end(link);
  return true;
}

ReceivedData::Piece SocketTask::read(Link& link, std::size_t count) {
  link.idle_seconds = 0;
  link.is_announced = false;
  if (!link.is_udp()) {
    ReceivedData::Piece piece{link.received.take(count), link.remote};
    module_.out.emit(SocketConsumed{link.socket, piece.bytes.size()});
    return piece;
  }
  auto datagram = link.received.take_datagram(count);
  if (link.to.udp_mode == 2 || (link.to.udp_mode == 1 && !link.remote_has_moved)) link.remote = datagram.from;
  link.remote_has_moved = true;
  if (link.to.udp_mode != 2 && !module_.profile.tcpip.datagram_shows_sender) datagram.from = link.remote;
  return datagram;
}

void SocketTask::print_received(const Link& link, const ReceivedData::Piece& piece) {
  const TcpipSession& session = module_.tcpip.session;
  if (session.is_transparent) return module_.out.uart(piece.bytes);
  std::string text = "\r\n+IPD," + (session.has_many_links ? std::to_string(link.id) + "," : "") + std::to_string(piece.bytes.size());
  if (session.shows_sender) text += ",\"" + piece.from.ip + "\"," + std::to_string(piece.from.port);
  module_.out.uart(text + ":" + piece.bytes + "\r\n");
}

std::string SocketTask::prefix(const Link& link) const {
  return module_.tcpip.session.has_many_links ? std::to_string(link.id) + "," : std::string();
}

bool SocketTask::is_silent() const { return module_.tcpip.passthrough.is_active() && (module_.settings.system_messages & 4) == 0; }

// Time.

std::optional<Time> SocketTask::next_deadline() const {
  if (opening_) return opening_->deadline;
  return sending_ ? sending_->deadline : std::nullopt;
}

void SocketTask::advance() {
  if (opening_ && opening_->deadline && module_.now >= *opening_->deadline) {
    module_.out.emit(SocketClose{opening_->socket});
    handle(SocketOpenFailed{opening_->socket, SocketOpenFailed::Cause::timed_out, "nobody answered"});
  }
  if (sending_ && sending_->deadline && module_.now >= *sending_->deadline) {
    const Socket socket = sending_->socket;
    module_.out.emit(SocketSendCancel{socket});
    finish_sending(socket, false);
  }
}

void SocketTask::reset() {
  if (opening_ && opening_->socket != 0) module_.out.emit(SocketClose{opening_->socket});
  jobs_.clear();
  is_busy_ = false;
  opening_.reset();
  sending_.reset();
  closing_.reset();
}

}  // namespace espat::at
