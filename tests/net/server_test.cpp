// The module's server and its clients, in clear and with TLS.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "emulator/certificate_authority.hpp"
#include "tests/net/socket_peer.hpp"

namespace espat::test {
namespace {

TEST_CASE("Server: several clients, each a socket; stopping keeps them") {
  Device device;
  const std::uint16_t port = unused_port();
  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
  net::asio::io_context io;
  std::vector<net::Tcp::socket> clients;
  for (at::Socket i = 0; i < 3; ++i) {
    clients.emplace_back(io).connect({loopback, port});
    const auto accepted = device.await<at::SocketAccepted>();
    CHECK(accepted.socket == at::first_accepted + i);
    CHECK(accepted.remote == at::SocketAddress{"127.0.0.1", clients.back().local_endpoint().port()});
    CHECK(accepted.local_port == port);
  }
  device.sockets.perform(at::ServerStop{});
  boost::system::error_code error;
  net::Tcp::socket(io).connect({loopback, port}, error);
  CHECK(error == net::asio::error::connection_refused);
  clients[1].send(net::asio::buffer("hello", 5));
  const auto received = device.await<at::SocketReceived>();
  CHECK(received.socket == at::first_accepted + 1);
  CHECK(received.bytes == "hello");
  device.sockets.perform(at::SocketSend{at::first_accepted + 2, "you"});
  device.await<at::SocketSent>();
  std::string answer(3, '\0');
  net::asio::read(clients[2], net::asio::buffer(answer));
  CHECK(answer == "you");

  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
}

TEST_CASE("Server: a port that is taken") {
  Listener listener;
  Device device;
  device.sockets.perform(at::ServerListen{listener.port(), {}});
  const auto failed = device.await<at::ServerFailed>();
  CHECK(failed.reason ==
        "the server cannot use 127.0.0.1:" + std::to_string(listener.port()) + ": another program, or another module, listens there");
}

TEST_CASE("TLS: the module's client and its server") {
  const emulator::CertificateAuthority authority({"CA", {}, {}, std::chrono::system_clock::now() + 24h});
  const auto identity = authority.issue({"module", {"module.example"}, {}, std::chrono::system_clock::now() + 24h});
  at::TlsCredentials of_server;
  of_server.certificate = identity.certificate;
  of_server.key = identity.key;
  const std::uint16_t port = unused_port();
  net::AddressMap map;
  map.add("10.0.0.5=127.0.0.1:" + std::to_string(port));
  Device device({}, map);
  device.sockets.perform(at::ServerListen{port, of_server});
  device.await<at::ServerListening>();

  at::SocketOpen open = socket_to(443);
  open.host = open.remote.ip = "10.0.0.5";
  open.tls.emplace();
  open.tls->ca = authority.certificate();
  SECTION("verified: bytes go both ways, the end is announced") {
    open.tls->server_name = "module.example";
    device.sockets.perform(open);
    // Both ends tell of their success, one before the other.
    CHECK(device.run_until([&] { return device.count<at::SocketOpened>() + device.count<at::SocketAccepted>() == 2; }));
    device.inputs.clear();
    const std::string much(50'000, 't');
    device.sockets.perform(at::SocketSend{1, much});
    std::string received;
    while (received.size() < much.size()) {
      const auto piece = device.await<at::SocketReceived>();
      CHECK(piece.socket == at::first_accepted);
      received += piece.bytes;
      device.sockets.perform(at::SocketConsumed{at::first_accepted, piece.bytes.size()});
    }
    CHECK(received == much);
    device.sockets.perform(at::SocketSend{at::first_accepted, "answer"});
    device.sockets.perform(at::SocketClose{at::first_accepted});
    CHECK(device.await<at::SocketReceived>().bytes == "answer");
    CHECK_FALSE(device.await<at::SocketEnded>().reset);
  }
  SECTION("another name is refused") {
    open.tls->server_name = "other.example";
    device.sockets.perform(open);
    const auto failed = device.await<at::SocketOpenFailed>();
    CHECK(failed.cause == at::SocketOpenFailed::Cause::tls);
    CHECK(failed.reason ==
          "the TLS handshake with 10.0.0.5 failed: the server's certificate is for module.example and not for other.example");
    device.run_for(20ms);
    CHECK(device.count<at::SocketAccepted>() == 0);
  }
}

}  // namespace
}  // namespace espat::test
