#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "at_engine/tls_credentials.hpp"
#include "net/stream.hpp"
#include "net/tls_fault.hpp"

namespace espat::net {

class TlsSession;
enum class TlsRole { client, server };

/// Of a full handshake of TLS 1.2.
constexpr int tls_round_trips = 2;

/// TLS over a connected TCP socket, as a module speaks it: version 1.2, and only what its credentials say is trusted, never what this
/// machine trusts. Owned by a shared_ptr, because what it has asked of the io_context may be answered after its owner has forgotten it.
///
/// OpenSSL is used without Asio's wrapper: dates are compared with the module's clock, and each failure is told from its real cause.
class TlsStream final : public Stream, public std::enable_shared_from_this<TlsStream> {
 public:
  /// Gets the reason of a failure as one sentence part, without a name: "the server's certificate expired on 2024-01-02 and ...".
  /// Empty: TLS is up.
  using Done = std::function<void(const std::string& reason)>;

  explicit TlsStream(Tcp::socket socket);
  ~TlsStream() override;

  /// Comes before anything is read or written. `done` is called once, never from within this call, unless `close` comes first; no deadline.
  /// @param host   client: the name or address that was asked for, to send (SNI) and to compare, unless the credentials name another
  /// @param fault  client: what goes wrong
  void handshake(TlsRole role, const at::TlsCredentials& credentials, const std::string& host, Done done,
                 std::optional<TlsFault> fault = {});

  std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) override;
  std::size_t write_some(asio::const_buffer bytes, boost::system::error_code& error) override;
  void wait(Wait what, Ready ready) override;
  void shutdown_send() override;

 private:
  void advance();
  void finish(const std::string& reason);
  void go_on_when(Wait what);
  boost::system::error_code problem(int result);

  std::unique_ptr<TlsSession> session_;
  Done done_;
  bool drained_ = false;  ///< all that has arrived was read, so that only the socket knows when there is more
};

}  // namespace espat::net
