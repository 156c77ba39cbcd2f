#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/tls_stream.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/tls_material.hpp"

namespace espat::test {

inline at::TlsCredentials credentials_of(const emulator::Identity& of) {
  at::TlsCredentials credentials;
  credentials.certificate = of.certificate;
  credentials.key = of.key;
  return credentials;
}

/// A server for broker.example and 10.0.0.2.
inline at::TlsCredentials server_credentials(const emulator::CertificateAuthority& issuer = our_ca(), int first_year = 2020,
                                             int last_year = 2030) {
  return credentials_of(issuer.issue(contents("server", {"broker.example", "10.0.0.2"}, first_year, last_year)));
}

/// A client that trusts our CA, in June 2024.
inline at::TlsCredentials client_credentials() {
  at::TlsCredentials credentials;
  credentials.ca = our_ca().certificate();
  credentials.valid_at = june_2024;
  credentials.source = "mqtt";
  return credentials;
}

/// Two connected streams on one event loop.
struct TlsPair {
  net::asio::io_context io;
  std::shared_ptr<net::TlsStream> client;
  std::shared_ptr<net::TlsStream> server;
  std::optional<std::string> client_reason;
  std::optional<std::string> server_reason;

  TlsPair() {
    net::Tcp::acceptor acceptor(io, {net::asio::ip::address_v4::loopback(), 0});
    net::Tcp::socket near(io);
    near.connect(acceptor.local_endpoint());
    client = std::make_shared<net::TlsStream>(std::move(near));
    server = std::make_shared<net::TlsStream>(acceptor.accept());
  }

  void run_until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    io.restart();
    while (!done()) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      io.run_one_for(patience);
    }
  }

  /// Both sides; who fails closes.
  void shake_hands(const at::TlsCredentials& of_client, const at::TlsCredentials& of_server, const std::string& host = "broker.example",
                   std::optional<net::TlsFault> fault = {}) {
    const auto note = [](std::optional<std::string>& noted, net::TlsStream& stream) {
      return [&](const std::string& reason) {
        noted = reason;
        if (!reason.empty()) stream.close();
      };
    };
    client->handshake(net::TlsRole::client, of_client, host, note(client_reason, *client), fault);
    server->handshake(net::TlsRole::server, of_server, "", note(server_reason, *server));
    run_until([this] { return client_reason && server_reason; });
  }

  /// Writes all, as a pipe does.
  static bool write(net::TlsStream& stream, std::string_view& rest) {
    boost::system::error_code error;
    rest.remove_prefix(stream.write_some(net::asio::buffer(rest), error));
    REQUIRE((!error || error == net::asio::error::would_block));
    return rest.empty();
  }

  static boost::system::error_code read(net::TlsStream& stream, std::string& received) {
    boost::system::error_code error;
    std::array<char, 5000> buffer{};
    while (!error) received.append(buffer.data(), stream.read_some(net::asio::buffer(buffer), error));
    return error;
  }
};

}  // namespace espat::test
