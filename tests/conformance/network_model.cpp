#include "tests/conformance/network_model.hpp"

#include <algorithm>
#include <utility>

namespace espat::conformance {
namespace {

using Cause = at::SocketOpenFailed::Cause;

constexpr std::string_view ipv4_of_every_name = "93.184.216.34";
constexpr std::string_view ipv6_of_every_name = "2001:DB8::1";

/// The firmware's TLS library looks up whatever is no IPv4 address once more.
bool is_ipv4(const std::string& host) { return host.find_first_not_of("0123456789.") == std::string::npos; }

std::string letters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('a' + i % 26);
  return text;
}

bool ends_with(std::string_view kind, std::string_view end) { return kind.size() > end.size() && kind.ends_with(end); }

}  // namespace

NetworkModel::NetworkModel(const CaseSettings::Values& settings, const at::Time& started, std::vector<Write>& sent)
    : started_(started), sent_(sent) {
  settings_.change(settings);
}

std::optional<at::Time> NetworkModel::next_event() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first;
}

at::Inputs NetworkModel::take_due(at::Time now) {
  at::Inputs due;
  while (!events_.empty() && events_.begin()->first <= now) {
    const Event event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    event(now, due);
  }
  return due;
}

void NetworkModel::schedule_input(at::Time time, at::Input input) {
  schedule(time, [input = std::move(input)](at::Time, at::Inputs& inputs) { inputs.push_back(input); });
}

NetworkModel::Connection* NetworkModel::find(at::Socket socket) {
  const auto found = std::find_if(connections_.begin(), connections_.end(), [socket](const Connection& c) { return c.socket == socket; });
  return found == connections_.end() || !found->is_open ? nullptr : &*found;
}

NetworkModel::Connection* NetworkModel::numbered(int index) {
  const int count = static_cast<int>(connections_.size());
  const int number = index < 0 ? count + index : index;
  if (number < 0 || number >= count) return nullptr;
  Connection& connection = connections_[static_cast<std::size_t>(number)];
  return connection.is_open ? &connection : nullptr;
}

void NetworkModel::react(at::Time now, const at::Effect& effect) {
  if (const auto* name = std::get_if<at::ResolveName>(&effect)) {
    const std::string_view ip = name->wants_ipv6 ? ipv6_of_every_name : ipv4_of_every_name;
    schedule_input(now + at::Duration(settings_["dns_delay"]),
                   at::NameResolved{name->query, settings_["dns"] == 1 ? std::string(ip) : std::string()});
  } else if (const auto* opening = std::get_if<at::SocketOpen>(&effect)) {
    open(now, *opening);
  } else if (const auto* datagrams = std::get_if<at::DatagramOpen>(&effect)) {
    open_datagrams(now, *datagrams);
  } else if (const auto* bytes = std::get_if<at::SocketSend>(&effect)) {
    send(now, bytes->socket, bytes->bytes);
  } else if (const auto* datagram = std::get_if<at::DatagramSend>(&effect)) {
    send(now, datagram->socket, datagram->bytes);
  } else if (const auto* cancel = std::get_if<at::SocketSendCancel>(&effect)) {
    if (Connection* connection = find(cancel->socket)) connection->unsent.clear();
  } else if (const auto* closing = std::get_if<at::SocketClose>(&effect)) {
    close(now, closing->socket);
  } else if (const auto* server = std::get_if<at::ServerListen>(&effect)) {
    listen(now, *server);
  } else if (std::holds_alternative<at::ServerStop>(effect)) {
    server_.reset();
  } else if (const auto* ping = std::get_if<at::PingHost>(&effect)) {
    const at::Duration round_trip(settings_["ping_ms"]);
    if (settings_["ping"] == 1) schedule_input(now + round_trip, at::PingAnswered{ping->query, round_trip});
  } else if (const auto* time = std::get_if<at::AskTime>(&effect)) {
    time_question_ = time->query;
  } else if (std::holds_alternative<at::Restart>(effect)) {
    forget_everything();
  }
}

void NetworkModel::forget_everything() {
  events_.clear();
  for (Connection& connection : connections_) connection.is_open = false;
  opening_.clear();
  server_.reset();
  last_port_ = 50'000;
  time_question_.reset();
}

void NetworkModel::open(at::Time now, const at::SocketOpen& wish) {
  opening_[wish.socket] = true;
  if (settings_["bind"] == 0) return fail_opening(now, wish.socket, Cause::bind);
  // The certificates of the recordings are none.
  if (wish.tls && (!wish.tls->ca.empty() || !wish.tls->certificate.empty())) return fail_opening(now, wish.socket, Cause::credentials);
  at::Time time = now + at::Duration(settings_["conn_delay"]);
  if (wish.tls && !is_ipv4(wish.host)) time += at::Duration(settings_["dns_delay"]);
  switch (settings_["conn"]) {
    case 0:
      return fail_opening(time, wish.socket, Cause::refused);
    case 2:
      return;  // how long the firmware waits is the engine's business
    case 3:
      return fail_opening(time, wish.socket, Cause::unreachable);
    default:
      break;
  }
  if (wish.tls) time += at::Duration(settings_["tls_delay"]);
  if (wish.tls && settings_["tls"] == 0) return fail_opening(time, wish.socket, Cause::tls);
  schedule(time, [this, socket = wish.socket, remote = wish.remote](at::Time, at::Inputs& inputs) {
    if (opening_.erase(socket) == 0) return;
    connections_.push_back({.socket = socket});
    inputs.emplace_back(at::SocketOpened{socket, remote, ++last_port_});
  });
}

void NetworkModel::fail_opening(at::Time time, at::Socket socket, Cause cause) {
  schedule(time, [this, socket, cause](at::Time, at::Inputs& inputs) {
    if (opening_.erase(socket) > 0) inputs.emplace_back(at::SocketOpenFailed{socket, cause, "as the case wants it"});
  });
}

void NetworkModel::open_datagrams(at::Time now, const at::DatagramOpen& wish) {
  opening_[wish.socket] = true;
  if (settings_["bind"] == 0) return fail_opening(now, wish.socket, Cause::bind);
  const bool is_taken = wish.local_port != 0 && std::any_of(connections_.begin(), connections_.end(), [&](const Connection& c) {
                          return c.is_udp && c.is_open && c.local_port == wish.local_port;
                        });
  if (is_taken) return fail_opening(now, wish.socket, Cause::address_in_use);
  opening_.erase(wish.socket);
  const std::uint16_t port = wish.local_port != 0 ? wish.local_port : ++last_port_;
  connections_.push_back({.socket = wish.socket, .is_udp = true, .local_port = port});
  schedule_input(now, at::SocketOpened{wish.socket, {}, port});
}

void NetworkModel::send(at::Time now, at::Socket socket, const std::string& bytes) {
  Connection* connection = find(socket);
  if (connection == nullptr) return;
  const at::Time time = now + at::Duration(settings_["send_delay"]);
  connection->sends_until = time;
  switch (settings_["send"]) {
    case 0:
      schedule_input(time, at::SocketSendFailed{socket, "as the case wants it"});
      return;
    case 2:
      connection->unsent = bytes;
      fill_buffer(now, *connection);
      return;
    default:
      take_all(time, socket, bytes);
  }
}

void NetworkModel::take_all(at::Time time, at::Socket socket, const std::string& bytes) {
  schedule(time, [this, socket, bytes](at::Time now, at::Inputs& inputs) {
    Connection* connection = find(socket);
    if (connection == nullptr || !connection->sends_until) return;
    connection->sends_until.reset();
    const std::size_t step = settings_["send"] == 3 ? static_cast<std::size_t>(settings_["send_max"]) : bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += step) sent_.push_back({now - started_, bytes.substr(at, step)});
    inputs.emplace_back(at::SocketSent{socket});
    answer_as_echo(now, socket, bytes);
  });
}

void NetworkModel::fill_buffer(at::Time now, Connection& connection) {
  if (connection.unsent.empty()) return;
  const auto room = static_cast<std::size_t>(std::max(0, settings_["sndbuf"] - connection.buffered));
  const std::string taken = connection.unsent.substr(0, room);
  if (taken.empty()) return;
  connection.unsent.erase(0, taken.size());
  connection.buffered += static_cast<int>(taken.size());
  sent_.push_back({now - started_, taken});
  if (connection.unsent.empty()) schedule_input(now, at::SocketSent{connection.socket});
}

void NetworkModel::answer_as_echo(at::Time now, at::Socket socket, const std::string& bytes) {
  const int echo = settings_["echo"];
  if (echo == 0) return;
  schedule(now + at::Duration(settings_["echo_delay"]), [this, socket, bytes, echo](at::Time time, at::Inputs& inputs) {
    Connection* connection = find(socket);
    if (connection == nullptr) return;
    if (echo != 2) inputs.emplace_back(at::SocketReceived{socket, bytes, {}});
    if (echo != 1) end(time, *connection, false, inputs);
  });
}

void NetworkModel::close(at::Time now, at::Socket socket) {
  opening_.erase(socket);
  if (Connection* connection = find(socket)) connection->is_open = false;
  schedule_input(now + at::Duration(settings_["close_delay"]), at::SocketClosed{socket});
}

void NetworkModel::listen(at::Time now, const at::ServerListen& wish) {
  if (settings_["bind"] == 0 || settings_["listen"] == 0) {
    schedule_input(now, at::ServerFailed{settings_["bind"] == 0, "as the case wants it"});
    return;
  }
  server_ = wish;
  schedule_input(now, at::ServerListening{});
}

void NetworkModel::act(at::Time now, const PeerActs& action) {
  schedule(now + action.delay, [this, action](at::Time time, at::Inputs& inputs) { perform(time, action, inputs); });
}

bool NetworkModel::tell_time(at::Time now, std::int64_t unix_time) {
  if (!time_question_) return false;
  schedule_input(now, at::TimeReceived{*time_question_, unix_time});
  time_question_.reset();
  return true;
}

void NetworkModel::perform(at::Time now, const PeerActs& action, at::Inputs& inputs) {
  if (action.kind.starts_with("accept")) return accept(now, action, inputs);
  Connection* connection = numbered(action.connection);
  if (connection == nullptr) return;
  if (action.kind == "ack") {
    connection->buffered = std::max(0, connection->buffered - action.count);
    fill_buffer(now, *connection);
  } else {
    deliver(now, *connection, action, inputs);
  }
}

void NetworkModel::deliver(at::Time now, Connection& connection, const PeerActs& action, at::Inputs& inputs) {
  const bool is_filled = action.kind.starts_with("fill") || action.kind == "dfill";
  const std::string bytes = is_filled ? letters(action.count) : action.bytes;
  if (action.kind == "dgram" || action.kind == "dfill") {
    if (connection.is_udp) inputs.emplace_back(at::SocketReceived{connection.socket, bytes, {action.ip, action.port}});
    return;
  }
  if (!connection.is_udp && !bytes.empty()) inputs.emplace_back(at::SocketReceived{connection.socket, bytes, {}});
  if (action.kind == "rst" || ends_with(action.kind, "rst")) {
    end(now, connection, true, inputs);
  } else if (!connection.is_udp && (action.kind == "fin" || ends_with(action.kind, "fin"))) {
    end(now, connection, false, inputs);
  }
}

void NetworkModel::end(at::Time now, Connection& connection, bool reset, at::Inputs& inputs) {
  if (reset && connection.sends_until && *connection.sends_until > now) {
    // The firmware sees it when its send returns.
    schedule(*connection.sends_until, [socket = connection.socket](at::Time, at::Inputs& later) {
      later.emplace_back(at::SocketSendFailed{socket, "the peer has reset the connection"});
      later.emplace_back(at::SocketEnded{socket, true});
    });
    connection.sends_until.reset();
    return;
  }
  inputs.emplace_back(at::SocketEnded{connection.socket, reset});
}

void NetworkModel::accept(at::Time now, const PeerActs& action, at::Inputs& inputs) {
  if (!server_) return;
  const at::Socket socket = ++last_accepted_;
  connections_.push_back({.socket = socket});
  const at::SocketAccepted accepted{socket, {action.ip, action.port}, server_->port};
  const auto bring = [this, accepted, action](at::Time time, at::Inputs& brought) {
    Connection* connection = find(accepted.socket);
    if (connection == nullptr) return;
    brought.emplace_back(accepted);
    PeerActs rest = action;
    rest.kind = "data" + action.kind.substr(std::string_view("accept").size());
    deliver(time, *connection, rest, brought);
  };
  if (!server_->tls) return bring(now, inputs);
  if (settings_["tls"] == 1) schedule(now + at::Duration(settings_["tls_delay"]), bring);
}

}  // namespace espat::conformance
