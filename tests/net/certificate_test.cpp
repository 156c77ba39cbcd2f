// Which certificates a TLS stream accepts and can use, and the sentence for each that it does not.

#include <openssl/pem.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "net/openssl_pointer.hpp"
#include "tests/net/tls_pair.hpp"

namespace espat::test {
namespace {

using at::TlsCredentials;
using emulator::CertificateAuthority;
using emulator::Identity;

TEST_CASE("every certificate that an authority issues can be read, whatever its random serial number") {
  for (int i = 0; i < 1500; ++i) {
    const Identity issued = our_ca().issue(contents("one of many", {}));
    REQUIRE(net::Certificate(PEM_read_bio_X509(net::reader(issued.certificate).get(), nullptr, nullptr, nullptr)));
  }
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
      {"its name", server_credentials(), as_it_is, "broker.example", ""},
      {"its address", server_credentials(), as_it_is, "10.0.0.2", ""},
      {"another name", server_credentials(), as_it_is, "127.0.0.1",
       "the server's certificate is for broker.example and 10.0.0.2 and not for 127.0.0.1"},
      {"another name that nobody compares", server_credentials(), [](auto& c) { c.checks_host_name = false; }, "127.0.0.1", ""},
      {"the name of SNI", server_credentials(), [](auto& c) { c.server_name = "broker.example"; }, "127.0.0.1", ""},
      {"a name of its own to compare", server_credentials(), [](auto& c) { c.expected_name = "broker.example"; }, "127.0.0.1", ""},
      {"a name of its own to compare, and another is there", server_credentials(), [](auto& c) { c.expected_name = "else.example"; },
       "broker.example", "the server's certificate is for broker.example and 10.0.0.2 and not for else.example"},
      {"the common name", credentials_of(bare), as_it_is, "bare.example", ""},
      {"another common name", credentials_of(bare), as_it_is, "broker.example",
       "the server's certificate is for CN=bare.example and not for broker.example"},
      {"expired", server_credentials(our_ca(), 2020, 2024), as_it_is, "broker.example",
       "the server's certificate expired on 2024-01-01 and the module's clock says 2024-06-01"},
      {"not yet valid", server_credentials(our_ca(), 2026, 2030), as_it_is, "broker.example",
       "the module's clock says 2024-06-01, before the validity of the server's certificate begins on 2026-01-01"},
      {"a clock that was never set", server_credentials(), [](auto& c) { c.valid_at = 12; }, "broker.example",
       "the module's clock says 1970-01-01, before the validity of the CA certificate CN=Our CA begins on 2000-01-01 "
       "(send AT+CIPSNTPCFG first)"},
      {"expired, and no clock", server_credentials(our_ca(), 2020, 2024), [](auto& c) { c.valid_at.reset(); }, "broker.example", ""},
      {"unknown authority", server_credentials(their_ca()), as_it_is, "broker.example",
       "the server's certificate is signed by an unknown authority: CN=Their CA"},
      {"unknown authority, and no CA", server_credentials(their_ca()), [](auto& c) { c.ca.clear(); }, "broker.example", ""},
      {"the authority's name in another's certificate", server_credentials(CertificateAuthority(contents("Our CA", {}))), as_it_is,
       "broker.example", "the server's certificate is signed by an unknown authority: CN=Our CA"},
  }));
  INFO(one.what);
  TlsPair pair;
  TlsCredentials of_client = client_credentials();
  one.change(of_client);
  pair.shake_hands(of_client, one.of_server, one.host);
  CHECK(*pair.client_reason == one.reason);
}

TEST_CASE("the certificate of the server may be its own anchor") {
  const TlsCredentials of_server = server_credentials(their_ca());
  TlsCredentials of_client = client_credentials();
  of_client.ca = of_server.certificate;
  TlsPair pair;
  pair.shake_hands(of_client, of_server);
  CHECK(*pair.client_reason == "");
}

TEST_CASE("a server that asks for a certificate") {
  TlsCredentials asking = server_credentials();
  asking.ca = our_ca().certificate();
  TlsPair pair;
  TlsCredentials of_client = client_credentials();
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
  TlsPair pair;
  pair.client->handshake(net::TlsRole::client, credentials, "h", [&](const std::string& reason) { pair.client_reason = reason; });
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
  TlsCredentials of_client = client_credentials();
  of_client.ca = der(of_client.ca);
  TlsCredentials of_server = server_credentials();
  of_server.certificate = der(of_server.certificate);
  of_server.key = der(of_server.key);
  TlsPair pair;
  pair.shake_hands(of_client, of_server);
  CHECK(*pair.client_reason == "");
}

}  // namespace
}  // namespace espat::test
