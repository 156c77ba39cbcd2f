#include "net/dialer.hpp"

namespace espat::net {
namespace {

using Cause = at::SocketOpenFailed::Cause;

Cause cause_of(boost::system::error_code error) {
  if (error == asio::error::connection_refused) return Cause::refused;
  if (error == asio::error::timed_out) return Cause::timed_out;
  return Cause::unreachable;
}

}  // namespace

Dialer::Dialer(asio::io_context& io) : io_(io), resolver_(std::make_shared<Resolver>(io)), socket_(io) {}

void Dialer::dial(const Address& address, std::chrono::milliseconds resolve_timeout, Connected connected, Failed failed) {
  connected_ = std::move(connected);
  failed_ = std::move(failed);
  resolver_->resolve(address, resolve_timeout,
                     [self = shared_from_this(), address](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
                       if (endpoints.empty()) return self->fail(Cause::unreachable, std::move(reason));
                       self->connect(address, endpoints);
                     });
}

void Dialer::connect(const Address& address, const std::vector<Tcp::endpoint>& endpoints) {
  asio::async_connect(socket_, endpoints,
                      [self = shared_from_this(), address](boost::system::error_code error, const Tcp::endpoint& endpoint) {
                        if (!self->connected_) return;
                        if (error) return self->fail(cause_of(error), why_not_connected(address, error));
                        // Asio watches a socket that it has connected for writability for ever, and wakes up at every acknowledgement.
                        auto stream = std::make_shared<Stream>(Tcp::socket(self->io_, endpoint.protocol(), self->socket_.release()));
                        const auto connected = std::exchange(self->connected_, nullptr);
                        self->failed_ = nullptr;
                        connected(std::move(stream));
                      });
}

void Dialer::fail(Cause cause, std::string reason) {
  connected_ = nullptr;
  if (const auto failed = std::exchange(failed_, nullptr)) failed(cause, std::move(reason));
}

void Dialer::cancel() {
  connected_ = nullptr;
  failed_ = nullptr;
  resolver_->cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace espat::net
