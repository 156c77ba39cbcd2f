#include "emulator/socket_words.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <variant>

#include "emulator/visible.hpp"

namespace espat::emulator {
namespace {

/// Sockets that the server accepted count on their own.
std::string socket_name(at::Socket socket) {
  return socket < at::first_accepted ? fmt::format("#{}", socket) : fmt::format("client #{}", socket - at::first_accepted + 1);
}

std::string_view method(at::HttpMethod method) {
  constexpr std::array<std::string_view, 5> methods{"HEAD", "GET", "POST", "PUT", "DELETE"};
  return methods.at(static_cast<std::size_t>(method));
}

/// Each operator() is the words of one effect or input; sockets and questions are numbered, so that an answer finds its question.
struct SocketWords {
  std::string operator()(const at::UseNameServers& servers) const {
    std::string ips;
    for (const std::string& ip : servers.ips) ips += " " + ip;
    return ips.empty() ? "no name servers of its own" : "name servers" + ips;
  }
  std::string operator()(const at::ResolveName& resolve) const {
    return fmt::format("?{} what address has {}", resolve.query, visible(resolve.host));
  }
  std::string operator()(const at::SocketOpen& open) const {
    return fmt::format("{} connect {} {}:{} ({})", socket_name(open.socket), open.tls ? "TLS" : "TCP", visible(open.host), open.remote.port,
                       open.remote.ip);
  }
  std::string operator()(const at::DatagramOpen& open) const {
    return fmt::format("{} open UDP port {}{}", socket_name(open.socket), open.local_port,
                       open.multicast_group.empty() ? "" : ", join " + open.multicast_group);
  }
  std::string operator()(const at::SocketSend& send) const {
    return fmt::format("{} send {} bytes", socket_name(send.socket), send.bytes.size());
  }
  std::string operator()(const at::SocketSendCancel& cancel) const { return socket_name(cancel.socket) + " cancel the send"; }
  std::string operator()(const at::DatagramSend& send) const {
    return fmt::format("{} send {} bytes to {}:{}", socket_name(send.socket), send.bytes.size(), send.remote.ip, send.remote.port);
  }
  std::string operator()(const at::SocketClose& close) const { return socket_name(close.socket) + " close"; }
  std::string operator()(const at::ServerListen& listen) const {
    return fmt::format("listen on port {}{}", listen.port, listen.tls ? " with TLS" : "");
  }
  std::string operator()(const at::ServerStop&) const { return "stop listening"; }
  std::string operator()(const at::PingHost& ping) const { return fmt::format("?{} ping {}", ping.query, ping.ip); }
  std::string operator()(const at::AskTime& ask) const { return fmt::format("?{} ask {} for the time", ask.query, visible(ask.server)); }
  std::string operator()(const at::HttpRequest& request) const {
    return fmt::format("{} {}://{}:{}{}, {} bytes", method(request.method), request.tls ? "https" : "http", visible(request.host),
                       request.port, visible(request.target), request.body.size());
  }
  std::string operator()(const at::HttpCancel&) const { return "drop the HTTP request"; }

  std::string operator()(const at::NameResolved& resolved) const {
    return fmt::format("?{} {}", resolved.query, resolved.ip.empty() ? "there is no such name" : resolved.ip);
  }
  std::string operator()(const at::SocketOpened& opened) const {
    return fmt::format("{} open, local port {}", socket_name(opened.socket), opened.local_port);
  }
  std::string operator()(const at::SocketOpenFailed& failed) const { return socket_name(failed.socket) + " not open: " + failed.reason; }
  std::string operator()(const at::SocketSent& sent) const { return socket_name(sent.socket) + " sent"; }
  std::string operator()(const at::SocketSendFailed& failed) const { return socket_name(failed.socket) + " not sent: " + failed.reason; }
  std::string operator()(const at::SocketReceived& received) const {
    return fmt::format("{} received {} bytes", socket_name(received.socket), received.bytes.size());
  }
  std::string operator()(const at::SocketEnded& ended) const {
    return socket_name(ended.socket) + (ended.reset ? " the peer has reset the connection" : " the peer has closed");
  }
  std::string operator()(const at::SocketClosed& closed) const { return socket_name(closed.socket) + " closed"; }
  std::string operator()(const at::ServerListening&) const { return "listening"; }
  std::string operator()(const at::ServerFailed& failed) const { return "not listening: " + failed.reason; }
  std::string operator()(const at::SocketAccepted& accepted) const {
    return fmt::format("{} connected from {}:{}", socket_name(accepted.socket), accepted.remote.ip, accepted.remote.port);
  }
  std::string operator()(const at::PingAnswered& answered) const {
    return fmt::format("?{} answered after {} ms", answered.query, answered.round_trip.count());
  }
  std::string operator()(const at::PingFailed& failed) const { return fmt::format("?{} {}", failed.query, failed.reason); }
  std::string operator()(const at::TimeReceived& received) const {
    return fmt::format("?{} it is {} s after 1970", received.query, received.unix_time);
  }
  std::string operator()(const at::TimeFailed& failed) const { return fmt::format("?{} {}", failed.query, failed.reason); }
  std::string operator()(const at::HttpConnected&) const { return "HTTP server reached"; }
  std::string operator()(const at::HttpStarted& started) const {
    return fmt::format("HTTP status {}, {} headers", started.status, started.headers.size());
  }
  std::string operator()(const at::HttpBody& body) const { return fmt::format("HTTP body, {} bytes", body.bytes.size()); }
  std::string operator()(const at::HttpEnded& ended) const {
    return ended.failed ? "HTTP failed: " + ended.reason : "HTTP response complete";
  }

  template <typename NotOfSockets>
  std::string operator()(const NotOfSockets&) const {
    return {};
  }
};

}  // namespace

std::string socket_words(const at::Effect& effect) { return std::visit(SocketWords{}, effect); }
std::string socket_words(const at::Input& input) { return std::visit(SocketWords{}, input); }

}  // namespace espat::emulator
