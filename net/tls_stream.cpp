#include "net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/tls_session.hpp"

namespace espat::net {

TlsStream::TlsStream(Tcp::socket socket) : Stream(std::move(socket)) {}

TlsStream::~TlsStream() = default;

void TlsStream::handshake(TlsRole role, const at::TlsCredentials& credentials, const std::string& host, Done done,
                          std::optional<TlsFault> fault) {
  done_ = std::move(done);
  std::string reason;
  try {
    session_ = std::make_unique<TlsSession>(socket(), role, credentials, host, fault);
  } catch (const TlsMaterialError& error) {
    reason = error.what();
  }
  asio::post(socket().get_executor(), [self = shared_from_this(), reason] { self->session_ ? self->advance() : self->finish(reason); });
}

void TlsStream::advance() {
  if (!done_) return;
  ERR_clear_error();
  const int result = SSL_do_handshake(session_->ssl());
  if (result == 1) return finish({});
  switch (SSL_get_error(session_->ssl(), result)) {
    case SSL_ERROR_WANT_READ:
      return go_on_when(Tcp::socket::wait_read);
    case SSL_ERROR_WANT_WRITE:
      return go_on_when(Tcp::socket::wait_write);
    default:
      return finish(session_->failure());
  }
}

void TlsStream::go_on_when(Wait what) {
  socket().async_wait(what, [self = shared_from_this()](boost::system::error_code error) {
    if (error == asio::error::operation_aborted) self->done_ = nullptr;
    self->advance();
  });
}

void TlsStream::finish(const std::string& reason) {
  if (const Done done = std::exchange(done_, nullptr)) done(reason);
}

std::size_t TlsStream::read_some(asio::mutable_buffer buffer, boost::system::error_code& error) {
  std::size_t size = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(session_->ssl(), buffer.data(), buffer.size(), &size);
  error = result == 1 ? boost::system::error_code() : problem(result);
  drained_ = error == asio::error::would_block;
  return size;
}

std::size_t TlsStream::write_some(asio::const_buffer bytes, boost::system::error_code& error) {
  error.clear();
  if (bytes.size() == 0) return 0;
  std::size_t size = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(session_->ssl(), bytes.data(), bytes.size(), &size);
  if (result != 1) error = problem(result);
  return size;
}

boost::system::error_code TlsStream::problem(int result) {
  switch (SSL_get_error(session_->ssl(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    default:
      if (session_->transport_error()) return session_->transport_error();
      return make_error_code(boost::system::errc::protocol_error);
  }
}

void TlsStream::wait(Wait what, Ready ready) {
  if (what == Tcp::socket::wait_read && !drained_) {
    asio::post(socket().get_executor(), [self = shared_from_this(), ready = std::move(ready)] {
      const bool is_open = self->socket().is_open();
      ready(is_open ? boost::system::error_code() : asio::error::operation_aborted);
    });
    return;
  }
  Stream::wait(what, [self = shared_from_this(), ready = std::move(ready)](boost::system::error_code error) { ready(error); });
}

void TlsStream::shutdown_send() {
  ERR_clear_error();
  if (session_) SSL_shutdown(session_->ssl());
  Stream::shutdown_send();
}

}  // namespace espat::net
