// Faults that a connection meets while it is opened: of the name, the connection, TLS and the upgrade.

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "tests/net/link_fault.hpp"
#include "tests/net/socket_peer.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/tls_material.hpp"
#include "tests/support/websocket.hpp"

namespace espat::test {
namespace {

using net::Tcp;
using MqttCause = at::MqttOpenFailed::Cause;
using SocketCause = at::SocketOpenFailed::Cause;

TEST_CASE("a refused connection never reaches the peer, and is refused once where the fault says so") {
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  fault.strikes = [left = 1]() mutable { return left-- > 0; };
  device.faults.add(fault);
  SECTION("MQTT") {
    StubListener broker;
    device.network.perform(open_to(broker.port()));
    const auto failed = device.await<at::MqttOpenFailed>();
    CHECK(failed.cause == MqttCause::tcp);
    CHECK(failed.reason == "the connection to 127.0.0.1:" + std::to_string(broker.port()) + " was refused: nothing listens there");
    CHECK_FALSE(broker.accept(50ms));
    device.network.perform(open_to(broker.port(), 2));
    device.accept(broker);
  }
  SECTION("a socket") {
    Peer peer;
    device.sockets.perform(socket_to(peer.port()));
    const auto failed = device.await<at::SocketOpenFailed>();
    CHECK(failed.cause == SocketCause::refused);
    CHECK(failed.reason == "the connection to 127.0.0.1:" + std::to_string(peer.port()) + " was refused: nothing listens there");
    CHECK_FALSE(peer.accept());
    device.sockets.perform(socket_to(peer.port()));
    CHECK(device.run_until([&] { return peer.accept(); }));
  }
}

TEST_CASE("a client of the module's server is refused as well") {
  Device device;
  const std::uint16_t port = unused_port();
  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  const auto remove = device.faults.add(fault);
  net::asio::io_context io;
  const Tcp::endpoint there(loopback, port);
  Tcp::socket refused(io);
  refused.connect(there);
  refused.non_blocking(true);
  boost::system::error_code error;
  CHECK(device.run_until([&] {
    char byte = 0;
    refused.read_some(net::asio::buffer(&byte, 1), error);
    return error != net::asio::error::would_block;
  }));
  CHECK(error == net::asio::error::connection_reset);
  remove();
  Tcp::socket accepted(io);
  accepted.connect(there);
  CHECK(device.await<at::SocketAccepted>().remote.port == accepted.local_endpoint().port());
}

TEST_CASE("dns_fail: names are not found, addresses are") {
  net::LinkFault fault = on_every_connection();
  fault.fails_names = true;
  net::AddressMap mapped;
  mapped.add("peer.example=127.0.0.1:1");
  Device device({}, mapped);
  const auto remove = device.faults.add(fault);
  SECTION("MQTT") {
    at::MqttOpen open = open_to(1);
    open.endpoint.host = "peer.example";
    device.network.perform(open);
    const auto failed = device.await<at::MqttOpenFailed>();
    CHECK(failed.cause == MqttCause::name);
    CHECK(failed.reason == "the name peer.example was not found, as a fault wants it");
  }
  SECTION("a socket") {
    device.sockets.perform(at::ResolveName{1, "peer.example", false});
    CHECK(device.await<at::NameResolved>().ip.empty());
    device.sockets.perform(at::ResolveName{2, "127.0.0.1", false});
    CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
    remove();
    device.sockets.perform(at::ResolveName{3, "peer.example", false});
    CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
  }
  SECTION("HTTP") {
    at::HttpRequest request;
    request.host = "peer.example";
    device.sockets.perform(request);
    const auto ended = device.await<at::HttpEnded>();
    CHECK(ended.failed);
    CHECK(ended.reason == "the name peer.example was not found, as a fault wants it");
  }
}

TEST_CASE("tls: what is wrong with a good server, in the words of the real cause") {
  Mosquitto broker(tls_broker());
  const auto [fault, reason] = GENERATE(table<net::TlsFault, std::string>({
      {net::TlsFault::expired, "the server's certificate expired on 2024-05-31 and the module's clock says 2024-06-01"},
      {net::TlsFault::wrong_host, "the server's certificate is for another.host and not for 127.0.0.1"},
      {net::TlsFault::unknown_ca, "the server's certificate is signed by an unknown authority: CN=Our CA"},
      {net::TlsFault::no_shared_cipher, "no cipher in common"},
  }));
  CAPTURE(reason);
  Device device;
  net::LinkFault link_fault = on_every_connection();
  link_fault.tls = fault;
  const auto remove = device.faults.add(link_fault);
  at::TlsCredentials credentials;
  credentials.ca = our_ca().certificate();
  credentials.valid_at = june_2024;
  credentials.checks_host_name = true;
  at::MqttOpen open = open_to(broker.tls_port());
  open.endpoint.transport = at::Transport::tls;
  open.session.tls = credentials;
  at::SocketOpen open_socket = socket_to(broker.tls_port());
  open_socket.tls = credentials;

  device.network.perform(open);
  const auto failed = device.await<at::MqttOpenFailed>();
  CHECK(failed.cause == MqttCause::tls);
  CHECK(failed.reason == reason);
  device.sockets.perform(open_socket);
  const auto not_opened = device.await<at::SocketOpenFailed>();
  CHECK(not_opened.cause == SocketCause::tls);
  CHECK(not_opened.reason == "the TLS handshake with 127.0.0.1 failed: " + reason);

  // Who does not verify is not disturbed by what is wrong with a certificate.
  open.session.tls = {};
  open.attempt = 2;
  device.network.perform(open);
  if (fault == net::TlsFault::no_shared_cipher) {
    CHECK(device.await<at::MqttOpenFailed>().reason == reason);
  } else {
    CHECK(device.await<at::MqttOpened>().attempt == 2);
  }
  remove();
  open.session.tls = credentials;
  open.attempt = 3;
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 3);
}

TEST_CASE("tls: where neither dates nor names are looked at, as on ESP8266, they cannot be wrong") {
  Mosquitto broker(tls_broker());
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.tls = GENERATE(net::TlsFault::expired, net::TlsFault::wrong_host);
  device.faults.add(fault);
  at::MqttOpen open = open_to(broker.tls_port());
  open.endpoint.transport = at::Transport::tls;
  open.session.tls.ca = our_ca().certificate();
  open.session.tls.checks_host_name = false;
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 1);
}

TEST_CASE("http_status: a server that upgrades is heard as one that does not") {
  StubListener listener;
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.http_status = 503;
  const auto remove = device.faults.add(fault);
  for (const bool is_struck : {true, false}) {
    at::MqttOpen open = open_to(listener.port(), is_struck ? 1 : 2);
    open.endpoint.transport = at::Transport::websocket;
    open.endpoint.path = "/mqtt";
    device.network.perform(open);
    MqttStream server = device.accept(listener);
    std::optional<std::string> request;
    REQUIRE(device.run_until([&] { return (request = server.read_until("\r\n\r\n", 0ms)).has_value(); }));
    server.write(websocket_answer(*request) + (is_struck ? "" : websocket_frame(std::string("\x20\x02\x00\x00", 4))));
    if (is_struck) {
      const auto failed = device.await<at::MqttOpenFailed>();
      CHECK(failed.cause == MqttCause::websocket);
      CHECK(failed.reason == "the server answered the WebSocket request for /mqtt with \"503 Service Unavailable\"");
      device.await_closed(server);
      remove();
    } else {
      CHECK(device.await<at::MqttOpened>().attempt == 2);
    }
  }
}

}  // namespace
}  // namespace espat::test
