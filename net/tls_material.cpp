#include "net/tls_material.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/openssl_pointer.hpp"
#include "net/tls_session.hpp"

namespace espat::net {
namespace {

constexpr std::string_view pem_certificate = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view pem_key_end = "PRIVATE KEY-----";

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What stands there instead of what is wanted.
std::string instead(const std::string& content) {
  if (contains(content, pem_key_end)) return "is a private key";
  if (contains(content, pem_certificate)) return "is a certificate, or begins like one";
  return "is neither PEM nor DER";
}

std::vector<Certificate> read_certificates(const std::string& content, const std::string& what) {
  std::vector<Certificate> all;
  const Bio bio = reader(content);
  if (contains(content, pem_certificate)) {
    while (Certificate one{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) all.push_back(std::move(one));
    // After the last one there is no start line; anything else is a certificate that cannot be read.
    if (!all.empty() && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) return all;
    throw TlsMaterialError(what + " is PEM, but certificate " + std::to_string(all.size() + 1) + " of it is damaged");
  }
  if (Certificate one{d2i_X509_bio(bio.get(), nullptr)}) {
    all.push_back(std::move(one));
    return all;
  }
  throw TlsMaterialError(what + " is no certificate: it " + instead(content));
}

Key read_key(const std::string& content, const std::string& what) {
  const Bio bio = reader(content);
  const auto no_password = [](char*, int, int, void*) { return 0; };  // else OpenSSL asks at the terminal
  const bool is_pem = contains(content, pem_key_end);
  Key key{is_pem ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : d2i_PrivateKey_bio(bio.get(), nullptr)};
  if (key) return key;
  if (!is_pem) throw TlsMaterialError(what + " is no private key: it " + instead(content));
  throw TlsMaterialError(what +
                         (contains(content, "ENCRYPTED") ? " is encrypted, and there is no password for it" : " is PEM, but damaged"));
}

}  // namespace

void load_material(ssl_ctx_st* context, const at::TlsCredentials& credentials) {
  const auto name = [&credentials](const std::string& what, const char* partition) {
    return credentials.source.empty() ? what : what + " in " + credentials.source + partition;
  };
  ERR_clear_error();
  if (!credentials.ca.empty()) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const Certificate& ca : read_certificates(credentials.ca, name("the CA", "_ca"))) X509_STORE_add_cert(store, ca.get());
  }
  if (credentials.certificate.empty()) return;
  const std::string certificate_name = name("the certificate", "_cert");
  const std::vector<Certificate> chain = read_certificates(credentials.certificate, certificate_name);
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) {
    throw TlsMaterialError(certificate_name + " cannot be used: " + ERR_reason_error_string(ERR_get_error()));
  }
  for (std::size_t i = 1; i < chain.size(); ++i) SSL_CTX_add1_chain_cert(context, chain[i].get());
  const std::string key_name = name("the key", "_key");
  const Key key = read_key(credentials.key, key_name);
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) throw TlsMaterialError(key_name + " does not match " + certificate_name);
}

}  // namespace espat::net
