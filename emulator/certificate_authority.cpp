#include "emulator/certificate_authority.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace espat::emulator {
namespace {

using Extension = std::unique_ptr<X509_EXTENSION, decltype([](X509_EXTENSION* extension) { X509_EXTENSION_free(extension); })>;
using Address = std::unique_ptr<ASN1_OCTET_STRING, decltype([](ASN1_OCTET_STRING* address) { ASN1_OCTET_STRING_free(address); })>;
using Memory = std::unique_ptr<BIO, decltype([](BIO* bio) { BIO_free(bio); })>;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

/// @param issuer  the certificate itself when it signs itself
void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string value;
  for (const std::string& host : hosts) {
    const bool is_address = Address(a2i_IPADDRESS(host.c_str())) != nullptr;
    value += (value.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + host;
  }
  return value;
}

void describe(X509* certificate, EVP_PKEY* key, const CertificateContents& contents) {
  X509_set_version(certificate, X509_VERSION_3);
  std::array<unsigned char, 8> serial{};
  require(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1);
  serial[0] = static_cast<unsigned char>((serial[0] & 0x7f) | 0x40);  // DER: positive, and no zero byte before it
  ASN1_INTEGER* number = X509_get_serialNumber(certificate);
  require(ASN1_STRING_set(number, serial.data(), static_cast<int>(serial.size())) == 1);
  require(ASN1_TIME_set(X509_getm_notBefore(certificate), std::chrono::system_clock::to_time_t(contents.valid_from)) != nullptr);
  require(ASN1_TIME_set(X509_getm_notAfter(certificate), std::chrono::system_clock::to_time_t(contents.valid_until)) != nullptr);
  const auto* name = reinterpret_cast<const unsigned char*>(contents.common_name.c_str());
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1);
  require(X509_set_pubkey(certificate, key) == 1);
}

Identity pem(X509* certificate, EVP_PKEY* key) {
  const auto text = [](auto write) {
    const Memory memory(BIO_new(BIO_s_mem()));
    require(write(memory.get()) == 1);
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
  };
  return {text([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); }),
          text([&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace

void CertificateAuthority::Free::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
void CertificateAuthority::Free::operator()(X509* certificate) const { X509_free(certificate); }

CertificateAuthority::CertificateAuthority(const std::string& common_name)
    : CertificateAuthority(CertificateContents{.common_name = common_name, .hosts = {}}) {}

CertificateAuthority::CertificateAuthority(const CertificateContents& contents) : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
  require(key_ && certificate_);
  describe(certificate_.get(), key_.get(), contents);
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign");
  add_extension(certificate_.get(), certificate_.get(), NID_subject_key_identifier, "hash");
  require(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) != 0);
  own_ = pem(certificate_.get(), key_.get());
}

CertificateAuthority::~CertificateAuthority() = default;

Identity CertificateAuthority::issue(const CertificateContents& contents) const {
  const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, Free> certificate(X509_new());
  require(key && certificate);
  describe(certificate.get(), key.get(), contents);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate.get(), certificate_.get(), NID_authority_key_identifier, "keyid");
  if (!contents.hosts.empty()) {
    add_extension(certificate.get(), certificate_.get(), NID_subject_alt_name, alternative_names(contents.hosts));
  }
  require(X509_sign(certificate.get(), key_.get(), EVP_sha256()) != 0);
  return pem(certificate.get(), key.get());
}

}  // namespace espat::emulator
