#include "net/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/tls_certificate_words.hpp"
#include "net/tls_material.hpp"

namespace espat::net {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype([](SSL_CTX* context) { SSL_CTX_free(context); })>;

/// Each name with its length before it, as the extension has it.
std::string wire_format(const std::vector<std::string>& protocols) {
  std::string bytes;
  for (const std::string& protocol : protocols) bytes += static_cast<char>(protocol.size()) + protocol;
  return bytes;
}

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// The dates are those of the module's clock; any certificate in the CA partition is an anchor, as mbedTLS takes them.
void set_checks(SSL_CTX* context, const at::TlsCredentials& credentials) {
  X509_VERIFY_PARAM* checks = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_PARTIAL_CHAIN);
  if (credentials.valid_at) {
    X509_VERIFY_PARAM_set_time(checks, *credentials.valid_at);
  } else {
    X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_NO_CHECK_TIME);
  }
}

// The firmware's mbedTLS 2 and wolfSSL know no later version. What is older OpenSSL would only speak with broken signatures.
void set_versions(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

// Ciphers without encryption and without certificates, which no server of certificates has.
void offer_no_usable_cipher(SSL_CTX* context) { SSL_CTX_set_cipher_list(context, "AECDH-NULL-SHA:@SECLEVEL=0"); }

void trust_nobody(SSL_CTX* context) { SSL_CTX_set_cert_store(context, X509_STORE_new()); }

}  // namespace

void TlsSession::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

TlsSession::TlsSession(Tcp::socket& socket, TlsRole role, const at::TlsCredentials& credentials, const std::string& host,
                       std::optional<TlsFault> fault)
    : socket_(socket),
      role_(role),
      peer_(role == TlsRole::client ? "the server" : "the client"),
      me_(role == TlsRole::client ? "the client" : "the server"),
      name_(credentials.server_name.empty() ? host : credentials.server_name),
      expected_name_(credentials.expected_name.empty() ? name_ : credentials.expected_name),
      checks_name_(credentials.checks_host_name),
      clock_(credentials.valid_at),
      fault_(fault),
      protocols_(credentials.protocols),
      shows_certificate_(!credentials.certificate.empty()) {
  const Context context(SSL_CTX_new(TLS_method()));
  set_versions(context.get());
  set_checks(context.get(), credentials);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  load_material(context.get(), credentials);
  if (fault == TlsFault::no_shared_cipher) offer_no_usable_cipher(context.get());
  if (fault == TlsFault::unknown_ca) trust_nobody(context.get());
  ssl_.reset(SSL_new(context.get()));
  SSL_set_app_data(ssl(), this);
  const int demand = role == TlsRole::client ? SSL_VERIFY_PEER : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  // Without a CA nothing is found wrong, which would hide why the handshake failed.
  if (!credentials.ca.empty()) SSL_set_verify(ssl(), demand, verify);
  BIO* bio = BIO_new(socket_method());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl(), bio, bio);
  role == TlsRole::client ? be_client(credentials) : SSL_set_accept_state(ssl());
}

void TlsSession::be_client(const at::TlsCredentials& credentials) {
  SSL_set_connect_state(ssl());
  if (!name_.empty()) SSL_set_tlsext_host_name(ssl(), name_.c_str());
  const std::string protocols = wire_format(credentials.protocols);
  if (!protocols.empty()) {
    SSL_set_alpn_protos(ssl(), reinterpret_cast<const unsigned char*>(protocols.data()), static_cast<unsigned>(protocols.size()));
  }
  // Called when the server asks and there is none to show.
  SSL_CTX_set_client_cert_cb(SSL_get_SSL_CTX(ssl()), [](SSL* session, X509**, EVP_PKEY**) {
    static_cast<TlsSession*>(SSL_get_app_data(session))->asked_for_certificate_ = true;
    return 0;
  });
}

const BIO_METHOD* TlsSession::socket_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of Asio");
    BIO_meth_set_read(made, read_socket);
    BIO_meth_set_write(made, write_socket);
    BIO_meth_set_ctrl(made, [](BIO*, int command, long, void*) -> long { return command == BIO_CTRL_FLUSH ? 1 : 0; });
    return made;
  }();
  return method;
}

int TlsSession::read_socket(BIO* bio, char* bytes, int size) {
  auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  boost::system::error_code error;
  const std::size_t count = session.socket_.read_some(asio::buffer(bytes, static_cast<std::size_t>(size)), error);
  if (error == asio::error::would_block) BIO_set_retry_read(bio);
  if (error && error != asio::error::would_block) session.transport_error_ = error;
  if (error) return error == asio::error::eof ? 0 : -1;
  if (session.first_byte_ < 0 && count > 0) session.first_byte_ = static_cast<unsigned char>(bytes[0]);
  return static_cast<int>(count);
}

int TlsSession::write_socket(BIO* bio, const char* bytes, int size) {
  auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  boost::system::error_code error;
  const std::size_t count = session.socket_.write_some(asio::buffer(bytes, static_cast<std::size_t>(size)), error);
  if (!error) return static_cast<int>(count);
  if (error == asio::error::would_block) {
    BIO_set_retry_write(bio);
  } else {
    session.transport_error_ = error;
  }
  return -1;
}

int TlsSession::verify(int is_good, X509_STORE_CTX* chain) {
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& session = *static_cast<TlsSession*>(SSL_get_app_data(ssl));
  if (is_good != 1) {
    session.finding_ = certificate_words(chain, session.peer_certificate(), session.clock_);
    return 0;
  }
  if (X509_STORE_CTX_get_error_depth(chain) > 0) return 1;
  const int error = session.judge(X509_STORE_CTX_get_current_cert(chain));
  if (error == X509_V_OK) return 1;
  X509_STORE_CTX_set_error(chain, error);
  return 0;
}

int TlsSession::judge(X509* certificate) {
  if (fault_ == TlsFault::expired && clock_) {
    finding_ = expiry_words(peer_certificate(), *clock_);
    return X509_V_ERR_CERT_HAS_EXPIRED;
  }
  const bool is_wrong = fault_ == TlsFault::wrong_host;
  if (role_ == TlsRole::server || !checks_name_ || (!is_wrong && is_certificate_for(certificate, expected_name_))) return X509_V_OK;
  finding_ = name_mismatch_words(peer_certificate(), is_wrong ? "another.host" : certificate_names(certificate), expected_name_);
  return X509_V_ERR_HOSTNAME_MISMATCH;
}

bool TlsSession::heard_tls() const { return first_byte_ >= SSL3_RT_CHANGE_CIPHER_SPEC && first_byte_ <= SSL3_RT_APPLICATION_DATA; }

std::string TlsSession::failure() const {
  if (!finding_.empty()) return finding_;
  const int reason = ERR_GET_REASON(ERR_peek_error());
  if (reason >= SSL_AD_REASON_OFFSET) return alert_failure(reason);
  if (first_byte_ >= 0 && !heard_tls()) return peer_ + " does not speak TLS on this port";
  switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
      return "no TLS version in common: the module speaks TLS 1.2 only";
    case SSL_R_NO_SHARED_CIPHER:
      return "no cipher in common";
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return peer_ + " shows no certificate";
    default:
      break;
  }
  if (transport_error_) return transport_failure();
  const char* words = ERR_reason_error_string(ERR_peek_error());
  return std::string("the handshake failed: ") + (words == nullptr ? "OpenSSL does not say why" : words);
}

std::string TlsSession::transport_failure() const {
  if (asked_for_certificate_) return peer_ + " asks for a certificate and got none";
  if (first_byte_ < 0) return peer_ + " closed the connection before it said a byte of TLS, as a port without TLS does";
  return peer_ + " closed the connection during the handshake";
}

std::string TlsSession::alert_failure(int reason) const {
  const std::string my_certificate = me_ + "'s certificate";
  switch (reason - SSL_AD_REASON_OFFSET) {
    case SSL_AD_PROTOCOL_VERSION:
      return "no TLS version in common: the module speaks TLS 1.2 only";
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return peer_ + " speaks none of the protocols that ALPN offers: " + list(protocols_);
    case SSL_AD_UNRECOGNIZED_NAME:
      return peer_ + " does not know the name " + name_ + " (SNI)";
    case SSL_AD_UNKNOWN_CA:
      return peer_ + " refuses " + my_certificate + ": it does not know the authority that signed it";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return peer_ + " refuses " + my_certificate + ": it has expired";
    case SSL_AD_CERTIFICATE_REVOKED:
      return peer_ + " refuses " + my_certificate + ": it was revoked";
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_DECRYPT_ERROR:
      return peer_ + " refuses " + my_certificate;
    default:
      break;
  }
  if (asked_for_certificate_) return peer_ + " asks for a certificate and got none";
  if (reason - SSL_AD_REASON_OFFSET == SSL_AD_HANDSHAKE_FAILURE && !shows_certificate_) return "no cipher in common";
  return peer_ + " ended the handshake with the alert \"" + SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET) + "\"";
}

}  // namespace espat::net
