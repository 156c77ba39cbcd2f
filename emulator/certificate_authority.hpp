#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace espat::emulator {

/// A certificate and its private key, both PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

/// What a certificate says.
struct CertificateContents {
  using Instant = std::chrono::system_clock::time_point;
  std::string common_name;
  std::vector<std::string> hosts;  ///< names and IP addresses that it is for; none: it has no alternative names
  Instant valid_from = std::chrono::system_clock::now() - std::chrono::hours(24);
  Instant valid_until = std::chrono::system_clock::now() + std::chrono::hours(24 * 365 * 10);
};

/// An authority made on the spot, with keys on the curve P-256 that are nowhere but in memory. Making one or issuing takes under a
/// millisecond. Throws std::runtime_error when OpenSSL cannot.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& common_name);
  explicit CertificateAuthority(const CertificateContents& contents);
  ~CertificateAuthority();

  /// PEM: what makes its certificates trusted.
  const std::string& certificate() const { return own_.certificate; }
  Identity issue(const CertificateContents& contents) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const;
    void operator()(x509_st* certificate) const;
  };

  std::unique_ptr<evp_pkey_st, Free> key_;
  std::unique_ptr<x509_st, Free> certificate_;
  Identity own_;
};

}  // namespace espat::emulator
