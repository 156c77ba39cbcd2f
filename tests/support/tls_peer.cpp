#include "tests/support/tls_peer.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "net/openssl_pointer.hpp"

namespace espat::test {
namespace {

using net::Certificate;
using net::Key;

Certificate certificate_of(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(net::reader(pem).get(), nullptr, nullptr, nullptr));
}

int take_first_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned, void*) {
  *size = offered[0];
  *chosen = offered + 1;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

void TlsPeer::Free::operator()(ssl_st* session) const { SSL_free(session); }
void TlsPeer::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

TlsPeer::TlsPeer(const emulator::Identity& own, const std::string& client_ca)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), context_(SSL_CTX_new(TLS_server_method())) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 1) != 0 || getsockname(listener_, any, &size) != 0)
    throw std::runtime_error("cannot listen");
  port_ = ntohs(address.sin_port);
  // The time that accept() and reads wait.
  const timeval limit{std::chrono::duration_cast<std::chrono::seconds>(patience).count(), 0};
  setsockopt(listener_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));

  SSL_CTX_use_certificate(context_.get(), certificate_of(own.certificate).get());
  SSL_CTX_use_PrivateKey(context_.get(), Key(PEM_read_bio_PrivateKey(net::reader(own.key).get(), nullptr, nullptr, nullptr)).get());
  SSL_CTX_set_alpn_select_cb(context_.get(), take_first_protocol, nullptr);
  if (client_ca.empty()) return;
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), certificate_of(client_ca).get());
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

TlsPeer::~TlsPeer() {
  session_.reset();
  ::close(client_);
  ::close(listener_);
}

bool TlsPeer::accept() {
  session_.reset();
  ::close(std::exchange(client_, accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)));
  if (client_ < 0) throw std::runtime_error("no client came");
  const timeval limit{std::chrono::duration_cast<std::chrono::seconds>(patience).count(), 0};
  setsockopt(client_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  session_.reset(SSL_new(context_.get()));
  SSL_set_fd(session_.get(), client_);
  ERR_clear_error();
  if (SSL_accept(session_.get()) == 1) return true;
  session_.reset();
  ::close(std::exchange(client_, -1));
  return false;
}

std::string TlsPeer::read(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const int count = SSL_read(session_.get(), bytes.data() + at, static_cast<int>(size - at));
    if (count <= 0) throw std::runtime_error("the connection ended");
    at += static_cast<std::size_t>(count);
  }
  return bytes;
}

std::string TlsPeer::read_until(std::string_view end) {
  std::string bytes;
  while (!bytes.ends_with(end)) bytes += read(1);
  return bytes;
}

void TlsPeer::write(std::string_view bytes) {
  if (SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size()))
    throw std::runtime_error("the connection cannot be written to");
}

void TlsPeer::close() {
  SSL_shutdown(session_.get());
  session_.reset();
  ::close(std::exchange(client_, -1));
}

std::string TlsPeer::server_name() const {
  const char* name = SSL_get_servername(session_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string TlsPeer::client_name() const {
  const Certificate certificate(SSL_get1_peer_certificate(session_.get()));
  if (!certificate) return {};
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(), name.size());
  return name.data();
}

std::string TlsPeer::chosen_protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

}  // namespace espat::test
