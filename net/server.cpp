#include "net/server.hpp"

#include "net/address_map.hpp"

namespace espat::net {
namespace {

using namespace std::chrono_literals;

// How long to wait when this process has no descriptor left for a client.
constexpr auto retry_time = 100ms;

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

Server::Server(asio::io_context& io, Admit admit) : io_(io), admit_(std::move(admit)), acceptor_(io), retry_(io) {}

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
      self->admit_(std::make_shared<Stream>(std::move(socket)));
      if (self->acceptor_.is_open()) self->accept();
      return;
    }
    self->retry_.expires_after(retry_time);
    self->retry_.async_wait([self](boost::system::error_code cancelled) {
      if (!cancelled && self->acceptor_.is_open()) self->accept();
    });
  });
}

void Server::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

}  // namespace espat::net
