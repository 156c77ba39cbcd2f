#include "net/socket_network.hpp"

#include "net/datagram_socket.hpp"
#include "net/http_client.hpp"
#include "net/pinger.hpp"
#include "net/resolver.hpp"
#include "net/server.hpp"
#include "net/stream_socket.hpp"
#include "net/time_client.hpp"

namespace espat::net {
namespace {

using Cause = at::SocketOpenFailed::Cause;

template <class Table>
typename Table::mapped_type find(const Table& table, std::uint32_t number) {
  const auto found = table.find(number);
  return found == table.end() ? nullptr : found->second;
}

/// A name that `--map` has moved can have an address of the other kind only.
std::string address_of(const std::vector<Tcp::endpoint>& endpoints, bool prefers_ipv6) {
  for (const auto& endpoint : endpoints) {
    if (endpoint.address().is_v6() == prefers_ipv6) return endpoint.address().to_string();
  }
  return endpoints.empty() ? std::string() : endpoints.front().address().to_string();
}

/// Where the remote address really is: what the map says about the name that the host firmware wrote, else the address that was resolved.
Address real_address(const AddressMap& map, const std::string& host, const at::SocketAddress& remote) {
  const Address mapped = map.find({host, remote.port});
  return mapped.is_mapped ? mapped : map.find({remote.ip, remote.port});
}

}  // namespace

SocketNetwork::SocketNetwork(asio::io_context& io, const Names& names, SocketNetworkOptions options, LinkFaults& faults, Deliver deliver)
    : io_(io), names_(names), options_(std::move(options)), faults_(faults), deliver_(std::move(deliver)) {}

SocketNetwork::~SocketNetwork() { restart(); }

void SocketNetwork::report(at::Input input) {
  at::Inputs inputs;
  inputs.push_back(std::move(input));
  deliver_(std::move(inputs));
}

void SocketNetwork::report_soon(at::Input input) {
  asio::post(io_, [this, run = std::weak_ptr(run_), input = std::move(input)] {
    if (!run.expired()) report(input);
  });
}

void SocketNetwork::perform(const at::ResolveName& resolve) {
  if (faults_.fails_name(resolve.host)) return report_soon(at::NameResolved{resolve.query, {}});
  const auto resolver = std::make_shared<Resolver>(io_, names_);
  resolvers_[resolve.query] = resolver;
  resolver->resolve(names_.map().find_host(resolve.host), [this, query = resolve.query, ipv6 = resolve.wants_ipv6](
                                                              const std::vector<Tcp::endpoint>& endpoints, const std::string&) {
    resolvers_.erase(query);
    report(at::NameResolved{query, address_of(endpoints, ipv6)});
  });
}

void SocketNetwork::perform(const at::SocketOpen& open) {
  make_stream(open.socket)->open(open, real_address(names_.map(), open.host, open.remote));
}

std::shared_ptr<StreamSocket> SocketNetwork::make_stream(at::Socket number) {
  auto socket = std::make_shared<StreamSocket>(io_, LinkName::Kind::socket, number, options_.link, names_, faults_,
                                               [this](at::Input input) { report(std::move(input)); });
  streams_[number] = socket;
  socket->pause(paused_);
  return socket;
}

void SocketNetwork::perform(const at::DatagramOpen& open) {
  const auto socket = std::make_shared<DatagramSocket>(io_, open.socket, options_.link, names_, faults_,
                                                       [this](at::Input input) { report(std::move(input)); });
  try {
    socket->open(open);
  } catch (const boost::system::system_error& error) {
    const Cause cause = error.code() == asio::error::address_in_use ? Cause::address_in_use : Cause::unreachable;
    return report_soon(at::SocketOpenFailed{open.socket, cause,
                                            "UDP port " + std::to_string(open.local_port) + " cannot be used: " + error.code().message()});
  }
  datagrams_[open.socket] = socket;
  socket->pause(paused_);
  report_soon(at::SocketOpened{open.socket, {}, socket->local_port()});
  // Behind that report in the loop's queue.
  asio::post(io_, [socket] { socket->start(); });
}

void SocketNetwork::perform(const at::SocketOptions& options) {
  if (const auto socket = find(streams_, options.socket)) socket->set_options(options);
}

void SocketNetwork::perform(const at::SocketSend& send) {
  if (const auto socket = find(streams_, send.socket)) socket->send(send.bytes);
}

void SocketNetwork::perform(const at::SocketSendCancel& cancel) {
  if (const auto socket = find(streams_, cancel.socket)) socket->cancel_send();
}

void SocketNetwork::perform(const at::DatagramSend& send) {
  if (const auto socket = find(datagrams_, send.socket)) socket->send(send, real_address(names_.map(), send.host, send.remote));
}

void SocketNetwork::perform(const at::SocketConsumed& consumed) {
  if (const auto socket = find(streams_, consumed.socket)) socket->consumed(consumed.count);
  if (const auto socket = find(datagrams_, consumed.socket)) socket->consumed(consumed.count);
}

void SocketNetwork::perform(const at::SocketClose& close) {
  const at::SocketClosed closed{close.socket};
  if (const auto datagram = datagrams_.extract(close.socket)) datagram.mapped()->close();
  const auto socket = find(streams_, close.socket);
  if (!socket || socket->linger() < 0) report_soon(closed);
  if (!socket) return;
  socket->close([this, closed, waits = socket->linger() >= 0, run = std::weak_ptr(run_)] {
    if (run.expired()) return;
    streams_.erase(closed.socket);
    if (waits) report(closed);
  });
}

void SocketNetwork::perform(const at::ServerListen& listen) {
  if (server_) server_->close();
  server_ = std::make_shared<Server>(io_, listen.tls, [this](std::shared_ptr<Stream> stream) { admit(std::move(stream)); });
  const auto failed = server_->listen(options_.server_address, listen.port);
  if (!failed) return report_soon(at::ServerListening{});
  server_.reset();
  report_soon(*failed);
}

void SocketNetwork::admit(std::shared_ptr<Stream> stream) {
  const at::Socket number = next_accepted_++;
  const auto socket = make_stream(number);
  const bool is_let_in = socket->adopt(std::move(stream), [this, number, &client = *socket] {
    report(at::SocketAccepted{number, client.remote(), client.local_port()});
  });
  if (!is_let_in) streams_.erase(number);
}

void SocketNetwork::perform(const at::ServerStop&) {
  if (const auto server = std::exchange(server_, nullptr)) server->close();
}

void SocketNetwork::perform(const at::PingHost& ping) {
  if (!pinger_) pinger_ = std::make_shared<Pinger>(io_, options_.link, faults_, [this](at::Input input) { report(std::move(input)); });
  pinger_->ping(ping, names_.map().find_host(ping.ip).host);
}

void SocketNetwork::perform(const at::AskTime& ask) {
  const auto client = std::make_shared<TimeClient>(io_, options_.link, names_, faults_);
  time_clients_[ask.query] = client;
  client->ask(ask, options_.knows_time, [this, query = ask.query](std::optional<std::int64_t> time, std::string reason) {
    time_clients_.erase(query);
    if (time) return report(at::TimeReceived{query, *time});
    report(at::TimeFailed{query, std::move(reason)});
  });
}

void SocketNetwork::perform(const at::HttpRequest& request) {
  perform(at::HttpCancel{});
  http_ = std::make_shared<HttpClient>(io_, options_.link, names_, faults_, [this](at::Input input) { report(std::move(input)); });
  http_->pause(paused_);
  http_->request(request, names_.map().find({request.host, request.port}));
}

void SocketNetwork::perform(const at::HttpCancel&) {
  if (const auto client = std::exchange(http_, nullptr)) client->cancel();
}

void SocketNetwork::pause(bool on) {
  paused_ = on;
  if (http_) http_->pause(on);
  for (const auto& [number, socket] : streams_) socket->pause(on);
  for (const auto& [number, socket] : datagrams_) socket->pause(on);
}

void SocketNetwork::restart() {
  run_ = std::make_shared<bool>();
  for (const auto& [number, socket] : streams_) socket->abort();
  for (const auto& [number, socket] : datagrams_) socket->close();
  for (const auto& [query, resolver] : resolvers_) resolver->cancel();
  for (const auto& [query, client] : time_clients_) client->cancel();
  streams_.clear();
  datagrams_.clear();
  resolvers_.clear();
  time_clients_.clear();
  perform(at::ServerStop{});
  perform(at::HttpCancel{});
  if (const auto pinger = std::exchange(pinger_, nullptr)) pinger->close();
}

}  // namespace espat::net
