// TLS between two sockets on loopback: the bytes, the handshake that fails, and the end.

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "tests/net/tls_pair.hpp"

namespace espat::test {
namespace {

using net::Tcp;
using net::TlsFault;
using net::TlsRole;
using net::TlsStream;

TEST_CASE("a fault of TLS is told to a good server, as the real cause would be") {
  const auto [fault, of_client, of_server] = GENERATE(table<TlsFault, std::string, std::string>({
      {TlsFault::expired, "the server's certificate expired on 2024-05-31 and the module's clock says 2024-06-01",
       "the client refuses the server's certificate: it has expired"},
      {TlsFault::wrong_host, "the server's certificate is for another.host and not for broker.example",
       "the client refuses the server's certificate"},
      {TlsFault::unknown_ca, "the server's certificate is signed by an unknown authority: CN=Our CA",
       "the client refuses the server's certificate: it does not know the authority that signed it"},
      {TlsFault::no_shared_cipher, "no cipher in common", "no cipher in common"},
  }));
  TlsPair pair;
  pair.shake_hands(client_credentials(), server_credentials(), "broker.example", fault);
  CHECK(*pair.client_reason == of_client);
  CHECK(*pair.server_reason == of_server);
}

TEST_CASE("bytes pass both ways through TLS, however many, and the end comes after them") {
  TlsPair pair;
  pair.shake_hands(client_credentials(), server_credentials());
  REQUIRE(*pair.client_reason == "");
  REQUIRE(*pair.server_reason == "");
  std::string sent;
  while (sent.size() < 3'000'000) sent += std::to_string(sent.size());
  std::string_view rest = sent;
  std::string received;
  pair.run_until([&] {
    pair.server->wait(Tcp::socket::wait_read, [](auto) {});
    if (TlsPair::write(*pair.client, rest)) pair.client->shutdown_send();
    return TlsPair::read(*pair.server, received) == net::asio::error::eof;
  });
  CHECK((received == sent));
  std::string_view answer = "goodbye";
  CHECK(TlsPair::write(*pair.server, answer));
  pair.server->shutdown_send();
  std::string heard;
  pair.run_until([&] {
    pair.client->wait(Tcp::socket::wait_read, [](auto) {});
    return TlsPair::read(*pair.client, heard) == net::asio::error::eof;
  });
  CHECK(heard == "goodbye");
}

TEST_CASE("waiting tells of bytes that TLS has already taken from the socket") {
  TlsPair pair;
  pair.shake_hands(client_credentials(), server_credentials());
  std::string_view bytes = "0123456789";
  REQUIRE(TlsPair::write(*pair.server, bytes));
  std::string received;
  while (received.size() < 10) {
    bool is_ready = false;
    pair.client->wait(Tcp::socket::wait_read, [&](boost::system::error_code error) { is_ready = !error; });
    pair.run_until([&] { return is_ready; });
    char byte = 0;
    boost::system::error_code error;
    received.append(&byte, pair.client->read_some(net::asio::buffer(&byte, 1), error));
  }
  CHECK(received == "0123456789");
}

TEST_CASE("a stream that is closed in the handshake or while it waits says no more than that") {
  TlsPair pair;
  pair.client->handshake(TlsRole::client, client_credentials(), "", [](const std::string&) { FAIL("the handshake ended"); });
  pair.io.run_for(20ms);
  pair.client->close();
  pair.io.restart();
  pair.io.run_for(20ms);
  boost::system::error_code error;
  pair.server->wait(Tcp::socket::wait_read, [&](boost::system::error_code how) { error = how; });
  pair.server->close();
  pair.run_until([&] { return error == net::asio::error::operation_aborted; });
}

/// The client's reason when its socket meets a server that is no TlsStream.
std::string reason_against(StubListener& listener, const std::function<void(MqttStream&)>& play) {
  net::asio::io_context io;
  Tcp::socket socket(io);
  socket.connect({net::asio::ip::address_v4::loopback(), listener.port()});
  const auto stream = std::make_shared<TlsStream>(std::move(socket));
  std::optional<std::string> reason;
  stream->handshake(TlsRole::client, client_credentials(), "broker.example", [&](const std::string& why) { reason = why; });
  MqttStream peer = listener.accept().value();
  play(peer);
  while (!reason) REQUIRE(io.run_one_for(patience) > 0);
  return *reason;
}

TEST_CASE("a server that is none, or goes in the middle") {
  StubListener listener;
  SECTION("speaks something else") {
    CHECK(reason_against(listener, [](MqttStream& peer) { peer.write("220 mail.example\r\n"); }) ==
          "the server does not speak TLS on this port");
  }
  SECTION("closes at once") {
    CHECK(reason_against(listener, [](MqttStream& peer) { peer.close(); }) ==
          "the server closed the connection before it said a byte of TLS, as a port without TLS does");
  }
  SECTION("closes after the first byte") {
    const auto play = [](MqttStream& peer) {
      peer.write("\x16");
      peer.close();
    };
    CHECK(reason_against(listener, play) == "the server closed the connection during the handshake");
  }
  SECTION("sends an alert") {
    const auto [alert, words] = GENERATE(table<char, std::string>({
        {'\x46', "no TLS version in common: the module speaks TLS 1.2 only"},
        {'\x28', "no cipher in common"},
        {'\x78', "the server speaks none of the protocols that ALPN offers: "},
        {'\x70', "the server does not know the name broker.example (SNI)"},
        {'\x50', "the server ended the handshake with the alert \"internal error\""},
    }));
    const std::string record = std::string("\x15\x03\x03\x00\x02\x02", 6) + alert;
    CHECK(reason_against(listener, [&](MqttStream& peer) { peer.write(record); }) == words);
  }
}

}  // namespace
}  // namespace espat::test
