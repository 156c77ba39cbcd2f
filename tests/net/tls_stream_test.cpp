// TLS between two sockets on loopback: what is checked, and the sentence for each failure.

#include "net/tls_stream.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <optional>

#include "tests/support/mqtt_peer.hpp"
#include "tests/support/tls_material.hpp"

namespace espat::test {
namespace {

using at::TlsCredentials;
using emulator::CertificateAuthority;
using emulator::Identity;
using net::Tcp;
using net::TlsFault;
using net::TlsRole;
using net::TlsStream;

TlsCredentials identity(const Identity& of) {
  TlsCredentials credentials;
  credentials.certificate = of.certificate;
  credentials.key = of.key;
  return credentials;
}

/// A server for broker.example and 10.0.0.2.
TlsCredentials server(const CertificateAuthority& issuer = our_ca(), int first_year = 2020, int last_year = 2030) {
  return identity(issuer.issue(contents("server", {"broker.example", "10.0.0.2"}, first_year, last_year)));
}

/// A client that trusts our CA, in June 2024.
TlsCredentials client() {
  TlsCredentials credentials;
  credentials.ca = our_ca().certificate();
  credentials.valid_at = june_2024;
  credentials.source = "mqtt";
  return credentials;
}

/// Two connected streams on one event loop.
struct Pair {
  net::asio::io_context io;
  std::shared_ptr<TlsStream> client;
  std::shared_ptr<TlsStream> server;
  std::optional<std::string> client_reason;
  std::optional<std::string> server_reason;

  Pair() {
    Tcp::acceptor acceptor(io, {net::asio::ip::address_v4::loopback(), 0});
    Tcp::socket near(io);
    near.connect(acceptor.local_endpoint());
    client = std::make_shared<TlsStream>(std::move(near));
    server = std::make_shared<TlsStream>(acceptor.accept());
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
  void shake_hands(const TlsCredentials& of_client, const TlsCredentials& of_server, const std::string& host = "broker.example",
                   std::optional<TlsFault> fault = {}) {
    const auto note = [](std::optional<std::string>& noted, TlsStream& stream) {
      return [&](const std::string& reason) {
        noted = reason;
        if (!reason.empty()) stream.close();
      };
    };
    client->handshake(TlsRole::client, of_client, host, note(client_reason, *client), fault);
    server->handshake(TlsRole::server, of_server, "", note(server_reason, *server));
    run_until([this] { return client_reason && server_reason; });
  }

  /// Writes all, as a pipe does.
  static bool write(TlsStream& stream, std::string_view& rest) {
    boost::system::error_code error;
    rest.remove_prefix(stream.write_some(net::asio::buffer(rest), error));
    REQUIRE((!error || error == net::asio::error::would_block));
    return rest.empty();
  }

  static boost::system::error_code read(TlsStream& stream, std::string& received) {
    boost::system::error_code error;
    std::array<char, 5000> buffer{};
    while (!error) received.append(buffer.data(), stream.read_some(net::asio::buffer(buffer), error));
    return error;
  }
};

/// The client's reason when its socket meets a server that is no TlsStream.
std::string reason_against(StubListener& listener, const std::function<void(MqttStream&)>& play) {
  net::asio::io_context io;
  Tcp::socket socket(io);
  socket.connect({net::asio::ip::address_v4::loopback(), listener.port()});
  const auto stream = std::make_shared<TlsStream>(std::move(socket));
  std::optional<std::string> reason;
  stream->handshake(TlsRole::client, client(), "broker.example", [&](const std::string& why) { reason = why; });
  MqttStream peer = listener.accept().value();
  play(peer);
  while (!reason) REQUIRE(io.run_one_for(patience) > 0);
  return *reason;
}

}  // namespace

TEST_CASE("every certificate that an authority issues can be read, whatever its random serial number") {
  for (int i = 0; i < 1500; ++i) {
    const Identity issued = our_ca().issue(contents("one of many", {}));
    const std::unique_ptr<BIO, decltype([](BIO* bio) { BIO_free(bio); })> text(
        BIO_new_mem_buf(issued.certificate.data(), static_cast<int>(issued.certificate.size())));
    const std::unique_ptr<X509, decltype([](X509* read) { X509_free(read); })> read(
        PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    REQUIRE(read);
  }
}

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
  Pair pair;
  pair.shake_hands(client(), server(), "broker.example", fault);
  CHECK(*pair.client_reason == of_client);
  CHECK(*pair.server_reason == of_server);
}

TEST_CASE("bytes pass both ways through TLS, however many, and the end comes after them") {
  Pair pair;
  pair.shake_hands(client(), server());
  REQUIRE(*pair.client_reason == "");
  REQUIRE(*pair.server_reason == "");
  std::string sent;
  while (sent.size() < 3'000'000) sent += std::to_string(sent.size());
  std::string_view rest = sent;
  std::string received;
  pair.run_until([&] {
    pair.server->wait(Tcp::socket::wait_read, [](auto) {});
    if (Pair::write(*pair.client, rest)) pair.client->shutdown_send();
    return Pair::read(*pair.server, received) == net::asio::error::eof;
  });
  CHECK((received == sent));
  std::string_view answer = "goodbye";
  CHECK(Pair::write(*pair.server, answer));
  pair.server->shutdown_send();
  std::string heard;
  pair.run_until([&] {
    pair.client->wait(Tcp::socket::wait_read, [](auto) {});
    return Pair::read(*pair.client, heard) == net::asio::error::eof;
  });
  CHECK(heard == "goodbye");
}

TEST_CASE("waiting tells of bytes that TLS has already taken from the socket") {
  Pair pair;
  pair.shake_hands(client(), server());
  std::string_view bytes = "0123456789";
  REQUIRE(Pair::write(*pair.server, bytes));
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
  Pair pair;
  pair.client->handshake(TlsRole::client, client(), "", [](const std::string&) { FAIL("the handshake ended"); });
  pair.io.run_for(20ms);
  pair.client->close();
  pair.io.restart();
  pair.io.run_for(20ms);
  boost::system::error_code error;
  pair.server->wait(Tcp::socket::wait_read, [&](boost::system::error_code how) { error = how; });
  pair.server->close();
  pair.run_until([&] { return error == net::asio::error::operation_aborted; });
}

TEST_CASE("a server's certificate is checked as the credentials say") {
  struct Case {
    const char* what;
    TlsCredentials of_server;
    std::function<void(TlsCredentials&)> change;
    std::string host;
    std::string reason;
  };
  const auto as_it_is = [](TlsCredentials&) {};
  const Identity bare = our_ca().issue(contents("bare.example", {}));
  const auto one = GENERATE_COPY(values<Case>({
      {"its name", server(), as_it_is, "broker.example", ""},
      {"its address", server(), as_it_is, "10.0.0.2", ""},
      {"another name", server(), as_it_is, "127.0.0.1",
       "the server's certificate is for broker.example and 10.0.0.2 and not for 127.0.0.1"},
      {"another name that nobody compares", server(), [](auto& c) { c.checks_host_name = false; }, "127.0.0.1", ""},
      {"the name of SNI", server(), [](auto& c) { c.server_name = "broker.example"; }, "127.0.0.1", ""},
      {"a name of its own to compare", server(), [](auto& c) { c.expected_name = "broker.example"; }, "127.0.0.1", ""},
      {"a name of its own to compare, and another is there", server(), [](auto& c) { c.expected_name = "else.example"; }, "broker.example",
       "the server's certificate is for broker.example and 10.0.0.2 and not for else.example"},
      {"the common name", identity(bare), as_it_is, "bare.example", ""},
      {"another common name", identity(bare), as_it_is, "broker.example",
       "the server's certificate is for CN=bare.example and not for broker.example"},
      {"expired", server(our_ca(), 2020, 2024), as_it_is, "broker.example",
       "the server's certificate expired on 2024-01-01 and the module's clock says 2024-06-01"},
      {"not yet valid", server(our_ca(), 2026, 2030), as_it_is, "broker.example",
       "the module's clock says 2024-06-01, before the validity of the server's certificate begins on 2026-01-01"},
      {"a clock that was never set", server(), [](auto& c) { c.valid_at = 12; }, "broker.example",
       "the module's clock says 1970-01-01, before the validity of the CA certificate CN=Our CA begins on 2000-01-01 "
       "(send AT+CIPSNTPCFG first)"},
      {"expired, and no clock", server(our_ca(), 2020, 2024), [](auto& c) { c.valid_at.reset(); }, "broker.example", ""},
      {"unknown authority", server(their_ca()), as_it_is, "broker.example",
       "the server's certificate is signed by an unknown authority: CN=Their CA"},
      {"unknown authority, and no CA", server(their_ca()), [](auto& c) { c.ca.clear(); }, "broker.example", ""},
      {"the authority's name in another's certificate", server(CertificateAuthority(contents("Our CA", {}))), as_it_is, "broker.example",
       "the server's certificate is signed by an unknown authority: CN=Our CA"},
  }));
  INFO(one.what);
  Pair pair;
  TlsCredentials of_client = client();
  one.change(of_client);
  pair.shake_hands(of_client, one.of_server, one.host);
  CHECK(*pair.client_reason == one.reason);
}

TEST_CASE("the certificate of the server may be its own anchor") {
  const TlsCredentials of_server = server(their_ca());
  TlsCredentials of_client = client();
  of_client.ca = of_server.certificate;
  Pair pair;
  pair.shake_hands(of_client, of_server);
  CHECK(*pair.client_reason == "");
}

TEST_CASE("a server that asks for a certificate") {
  TlsCredentials asking = server();
  asking.ca = our_ca().certificate();
  Pair pair;
  TlsCredentials of_client = client();
  SECTION("gets none") {
    pair.shake_hands(of_client, asking);
    CHECK(*pair.client_reason == "the server asks for a certificate and got none");
    CHECK(*pair.server_reason == "the client shows no certificate");
  }
  SECTION("gets none from a client that has no CA either") {
    of_client.ca.clear();
    pair.shake_hands(of_client, asking);
    CHECK(*pair.client_reason == "the server asks for a certificate and got none");
  }
  SECTION("gets a good one") {
    const Identity own = our_ca().issue(contents("module", {}));
    of_client.certificate = own.certificate;
    of_client.key = own.key;
    pair.shake_hands(of_client, asking);
    CHECK(*pair.client_reason == "");
    CHECK(*pair.server_reason == "");
  }
  SECTION("gets one that it does not trust") {
    const Identity foreign = their_ca().issue(contents("module", {}));
    of_client.certificate = foreign.certificate;
    of_client.key = foreign.key;
    pair.shake_hands(of_client, asking);
    CHECK(*pair.client_reason == "the server refuses the client's certificate: it does not know the authority that signed it");
    CHECK(*pair.server_reason == "the client's certificate is signed by an unknown authority: CN=Their CA");
  }
  SECTION("gets an expired one") {
    asking.valid_at = june_2024;
    const Identity old = our_ca().issue(contents("module", {}, 2020, 2021));
    of_client.certificate = old.certificate;
    of_client.key = old.key;
    pair.shake_hands(of_client, asking);
    CHECK(*pair.client_reason == "the server refuses the client's certificate: it has expired");
    CHECK(*pair.server_reason == "the client's certificate expired on 2021-01-01 and the module's clock says 2024-06-01");
  }
}

TEST_CASE("material that cannot be used is named with its partition") {
  const Identity own = our_ca().issue(contents("module", {}));
  const Identity other = our_ca().issue(contents("other", {}));
  const std::string damaged = own.certificate.substr(0, own.certificate.size() / 2);
  struct Case {
    std::string ca, certificate, key, reason;
  };
  const auto one = GENERATE_COPY(values<Case>({
      {"rubbish", "", "", "the CA in mqtt_ca is no certificate: it is neither PEM nor DER"},
      {own.key, "", "", "the CA in mqtt_ca is no certificate: it is a private key"},
      {damaged, "", "", "the CA in mqtt_ca is PEM, but certificate 1 of it is damaged"},
      {our_ca().certificate() + damaged, "", "", "the CA in mqtt_ca is PEM, but certificate 2 of it is damaged"},
      {"", own.key, own.key, "the certificate in mqtt_cert is no certificate: it is a private key"},
      {"", own.certificate, own.certificate, "the key in mqtt_key is no private key: it is a certificate, or begins like one"},
      {"", own.certificate, "rubbish", "the key in mqtt_key is no private key: it is neither PEM nor DER"},
      {"", own.certificate, own.key.substr(0, 60) + own.key.substr(70), "the key in mqtt_key is PEM, but damaged"},
      {"", own.certificate, other.key, "the key in mqtt_key does not match the certificate in mqtt_cert"},
  }));
  TlsCredentials credentials;
  credentials.ca = one.ca;
  credentials.certificate = one.certificate;
  credentials.key = one.key;
  credentials.source = "mqtt";
  Pair pair;
  pair.client->handshake(TlsRole::client, credentials, "h", [&](const std::string& reason) { pair.client_reason = reason; });
  CHECK_FALSE(pair.client_reason);
  pair.run_until([&] { return pair.client_reason.has_value(); });
  CHECK(*pair.client_reason == one.reason);
}

TEST_CASE("DER serves as PEM does") {
  const auto der = [](const std::string& pem) {
    const auto start = pem.find('\n') + 1;
    std::string text = pem.substr(start, pem.find("-----END") - start);
    text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
    std::string bytes(text.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
  };
  TlsCredentials of_client = client();
  of_client.ca = der(of_client.ca);
  TlsCredentials of_server = server();
  of_server.certificate = der(of_server.certificate);
  of_server.key = der(of_server.key);
  Pair pair;
  pair.shake_hands(of_client, of_server);
  CHECK(*pair.client_reason == "");
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

}  // namespace espat::test
