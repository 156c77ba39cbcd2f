#include "net/server.hpp"

#include "net/address_map.hpp"
#include "net/tls_stream.hpp"

namespace espat::net {
namespace {

using namespace std::chrono_literals;

// How long to wait when this process has no descriptor left for a client.
constexpr auto retry_time = 100ms;

// How long a client may take for TLS.
constexpr auto handshake_time = 10s;

std::string why_not_bound(const Address& address, boost::system::error_code error) {
  const std::string where = "the server cannot use " + to_string(address);
  if (error == asio::error::address_in_use) return where + ": another program, or another module, listens there";
  if (error == asio::error::access_denied) {
    return where + ": ports below 1024 need privileges; `sysctl net.ipv4.ip_unprivileged_port_start=" + std::to_string(address.port) +
           "` gives them to all";
  }
  return where + ": " + error.message();
}

}  // namespace

Server::Server(asio::io_context& io, std::optional<at::TlsCredentials> tls, Admit admit)
    : tls_(std::move(tls)), admit_(std::move(admit)), acceptor_(io), retry_(io) {}

std::optional<at::ServerFailed> Server::listen(const std::string& address, std::uint16_t port) {
  const Tcp::endpoint endpoint(asio::ip::make_address(address), port);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (error) return at::ServerFailed{true, why_not_bound({address, port}, error)};
  acceptor_.listen(Tcp::acceptor::max_listen_connections, error);
  if (error) return at::ServerFailed{false, why_not_bound({address, port}, error)};
  accept();
  return std::nullopt;
}

void Server::accept() {
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, Tcp::socket socket) {
    if (!self->acceptor_.is_open()) return;
    if (!error) {
      self->accepted(std::move(socket));
      if (self->acceptor_.is_open()) self->accept();
      return;
    }
    self->retry_.expires_after(retry_time);
    self->retry_.async_wait([self](boost::system::error_code cancelled) {
      if (!cancelled && self->acceptor_.is_open()) self->accept();
    });
  });
}

void Server::accepted(Tcp::socket socket) {
  if (!tls_) return admit_(std::make_shared<Stream>(std::move(socket)));
  const auto stream = std::make_shared<TlsStream>(std::move(socket));
  const auto deadline = std::make_shared<asio::steady_timer>(acceptor_.get_executor(), handshake_time);
  deadline->async_wait([stream](boost::system::error_code cancelled) {
    if (!cancelled) stream->close();
  });
  handshakes_.insert(stream);
  stream->handshake(TlsRole::server, *tls_, {}, [self = shared_from_this(), stream, deadline](const std::string& reason) {
    deadline->cancel();
    const bool still_listens = self->handshakes_.erase(stream) > 0;
    reason.empty() && still_listens ? self->admit_(stream) : stream->close();
  });
}

void Server::close() {
  for (const auto& stream : std::exchange(handshakes_, {})) stream->close();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

}  // namespace espat::net
