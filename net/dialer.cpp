#include "net/dialer.hpp"

#include "net/tls_stream.hpp"

namespace espat::net {
namespace {

using Cause = at::SocketOpenFailed::Cause;

Cause cause_of(boost::system::error_code error) {
  if (error == asio::error::connection_refused) return Cause::refused;
  if (error == asio::error::timed_out) return Cause::timed_out;
  return Cause::unreachable;
}

}  // namespace

Dialer::Dialer(asio::io_context& io, const Names& names) : io_(io), resolver_(std::make_shared<Resolver>(io, names)), socket_(io) {}

void Dialer::dial(const at::SocketOpen& open, const Address& address, std::optional<TlsFault> fault, Connected connected, Failed failed) {
  host_ = open.host;
  tls_ = open.tls;
  fault_ = fault;
  connected_ = std::move(connected);
  failed_ = std::move(failed);
  resolver_->resolve(address, [self = shared_from_this(), address](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
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
                        Tcp::socket socket(self->io_, endpoint.protocol(), self->socket_.release());
                        self->tls_ ? self->start_tls(std::move(socket)) : self->succeed(std::make_shared<Stream>(std::move(socket)));
                      });
}

void Dialer::start_tls(Tcp::socket socket) {
  const auto stream = std::make_shared<TlsStream>(std::move(socket));
  stream_ = stream;
  const auto done = [self = shared_from_this()](const std::string& reason) {
    const auto finished = std::exchange(self->stream_, nullptr);
    if (!reason.empty()) return self->fail(Cause::tls, "the TLS handshake with " + self->host_ + " failed: " + reason);
    self->succeed(finished);
  };
  stream->handshake(TlsRole::client, *tls_, host_, done, fault_);
}

void Dialer::succeed(std::shared_ptr<Stream> stream) {
  failed_ = nullptr;
  if (const auto connected = std::exchange(connected_, nullptr)) connected(std::move(stream));
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
  if (const auto stream = std::exchange(stream_, nullptr)) stream->close();
}

}  // namespace espat::net
