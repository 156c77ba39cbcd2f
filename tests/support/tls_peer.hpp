#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/certificate_authority.hpp"
#include "tests/support/mqtt_peer.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace espat::test {

/// A TLS server on a free loopback port by OpenSSL alone, for one client at a time; blocking, with deadlines.
class TlsPeer {
 public:
  /// With a `client_ca`, clients must show a certificate of it.
  explicit TlsPeer(const emulator::Identity& own, const std::string& client_ca = {});
  ~TlsPeer();

  std::uint16_t port() const { return port_; }

  /// The next client, and its handshake. @return false when that failed
  bool accept();
  std::string read(std::size_t size);
  /// All bytes up to and with `end`.
  std::string read_until(std::string_view end);
  void write(std::string_view bytes);
  /// Ends the connection as TLS does, with close_notify.
  void close();

  std::string server_name() const;      ///< SNI, or nothing
  std::string client_name() const;      ///< common name of the client's certificate, or nothing
  std::string chosen_protocol() const;  ///< the first that the client offered by ALPN, or nothing

 private:
  struct Free {
    void operator()(ssl_st* session) const;
    void operator()(ssl_ctx_st* context) const;
  };

  int listener_;
  std::uint16_t port_ = 0;
  int client_ = -1;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::unique_ptr<ssl_st, Free> session_;
};

}  // namespace espat::test
