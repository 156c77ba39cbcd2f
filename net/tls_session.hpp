#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "at_engine/tls_credentials.hpp"
#include "net/asio.hpp"
#include "net/tls_stream.hpp"

struct bio_method_st;
struct bio_st;
struct ssl_st;
struct x509_st;
struct x509_store_ctx_st;

namespace espat::net {

/// A CA, certificate or key that cannot be used; one sentence part.
class TlsMaterialError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One OpenSSL session over a socket, with what is needed to say afterwards why it failed.
class TlsSession {
 public:
  /// `socket` outlives the session. @throws TlsMaterialError
  /// @param fault  of a client
  TlsSession(Tcp::socket& socket, TlsRole role, const at::TlsCredentials& credentials, const std::string& host,
             std::optional<TlsFault> fault);
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  ssl_st* ssl() { return ssl_.get(); }

  /// Why the handshake failed, as a sentence part. Right after its failure.
  std::string failure() const;

  /// How the socket ended, if it did.
  boost::system::error_code transport_error() const { return transport_error_; }

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  static const bio_method_st* socket_method();
  static int read_socket(bio_st* bio, char* bytes, int size);
  static int write_socket(bio_st* bio, const char* bytes, int size);
  static int verify(int is_good, x509_store_ctx_st* chain);

  void be_client(const at::TlsCredentials& credentials);
  /// What else may be wrong with the peer's certificate, whose chain is good: an error of OpenSSL, with its words in `finding_`.
  int judge(x509_st* certificate);
  std::string transport_failure() const;
  std::string alert_failure(int reason) const;
  std::string peer_certificate() const { return peer_ + "'s certificate"; }
  bool heard_tls() const;

  Tcp::socket& socket_;
  const TlsRole role_;
  const std::string peer_;           ///< "the server"
  const std::string me_;             ///< "the client"
  const std::string name_;           ///< to send
  const std::string expected_name_;  ///< to compare
  const bool checks_name_;
  const std::optional<std::int64_t> clock_;
  const std::optional<TlsFault> fault_;
  const std::vector<std::string> protocols_;
  const bool shows_certificate_;
  bool asked_for_certificate_ = false;
  std::string finding_;  ///< what is wrong with the peer's certificate
  boost::system::error_code transport_error_;
  int first_byte_ = -1;  ///< that the peer sent
  std::unique_ptr<ssl_st, Free> ssl_;
};

}  // namespace espat::net
