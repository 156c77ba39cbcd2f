// AT+CIPSTART="SSL" of the running program against a TLS server by OpenSSL (device-commands.md 6.3).

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/integration/module.hpp"
#include "tests/support/tls_material.hpp"
#include "tests/support/tls_peer.hpp"

namespace espat::test {
namespace {

using at::CertificateKind;

constexpr const char* start_secure = R"(AT+CIPSTART="SSL","server.example",443)";
constexpr const char* link_stands = "CONNECT\r\n\r\nOK\r\n";

std::vector<std::string> secure_server_at(const TlsPeer& server, const std::string& profile = "esp32-v2.1.0.0") {
  return {"--profile", profile, "--map", "server.example=127.0.0.1:" + std::to_string(server.port())};
}

/// Boots with our CA, and our client's certificate, in the client partitions, and the time of day.
void join_with_certificates(Module& module) {
  const emulator::Identity client = our_client();
  module.join();
  module.install("client_ca", CertificateKind::ca, our_ca().certificate());
  module.install("client_cert", CertificateKind::certificate, client.certificate);
  module.install("client_key", CertificateKind::key, client.key);
  module.command("AT+SYSTIMESTAMP=" + std::to_string(june_2024), ok);
}

TEST_CASE("CIPSSLCCONF: who shows a certificate, and who looks at it") {
  struct Case {
    int authentication;
    bool server_is_ours;
    bool server_wants_client;
    std::string log;  ///< empty: the link stands
  };
  const auto one = GENERATE(values<Case>({
      {0, false, false, ""},
      {0, true, true, "the server asks for a certificate and got none"},
      {1, false, true, ""},
      {1, true, false, ""},
      {2, true, false, ""},
      {2, false, false, "the server's certificate is signed by an unknown authority: CN=Their CA"},
      {2, true, true, "the server asks for a certificate and got none"},
      {3, true, true, ""},
      {3, false, true, "the server's certificate is signed by an unknown authority: CN=Their CA"},
  }));
  const std::string profile = GENERATE("esp32-v2.1.0.0", "esp8266-v2.1.0.0");
  INFO(profile << ", " << one.authentication << one.server_is_ours << one.server_wants_client);
  TlsPeer server(one.server_is_ours ? our_server() : their_ca().issue(contents("server", {"server.example"})),
                 one.server_wants_client ? our_ca().certificate() : "");
  Module module(secure_server_at(server, profile));
  join_with_certificates(module);
  const std::string items = one.authentication == 0 ? "" : ",0,0";
  module.command("AT+CIPSSLCCONF=" + std::to_string(one.authentication) + items, ok);
  module.send(start_secure + std::string("\r\n"));
  const bool accepted = server.accept();
  if (!one.log.empty()) {
    module.says(error);
    module.program().log_until(one.log + "\n");
    return;
  }
  REQUIRE(accepted);
  module.says(link_stands);
  CHECK(server.client_name() == (one.server_wants_client ? "module" : ""));
  module.command("AT+CIPSEND=5", prompt);
  module.send("hello");
  module.says("\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n");
  CHECK(server.read(5) == "hello");
  server.write("world");
  module.says("\r\n+IPD,5:world\r\n");
  server.close();
  module.says("CLOSED\r\n");
}

TEST_CASE("device-commands.md 5.4: the links of an ESP32-C3 take their certificates from mfg_nvs") {
  const std::string profile = GENERATE("esp32c3-v3.3.0.0", "esp32c3-v4.1.0.0", "esp32c3-v5.0.0.0");
  INFO(profile);
  TlsPeer server(our_server(), our_ca().certificate());
  Module module(secure_server_at(server, profile));
  module.join();
  module.command("AT+CIPSSLCCONF=3,0,0", "NO CERT FOUND\r\nNO PRVT_KEY FOUND\r\nNO CA FOUND\r\n\r\nOK\r\n");
  const emulator::Identity client = our_client();
  module.manufacture("client_ca", our_ca().certificate());
  module.manufacture("client_cert", client.certificate);
  module.manufacture("client_key", client.key);
  module.command("AT+SYSTIMESTAMP=" + std::to_string(june_2024), ok);
  module.command("AT+CIPSSLCCONF=3,0,0", ok);
  module.send(start_secure + std::string("\r\n"));
  REQUIRE(server.accept());
  module.says(link_stands);
  CHECK(server.client_name() == "module");
  server.close();
  module.says("CLOSED\r\n");

  module.command(R"(AT+SYSMFG=0,"client_key","client_key.0")", ok);
  module.command("AT+CIPSSLCCONF=3,0,0", "NO PRVT_KEY FOUND\r\n\r\nOK\r\n");
  module.command(start_secure, error);
}

TEST_CASE("CIPSSLCCONF tells what is missing, and the link fails for it") {
  TlsPeer server(our_server());
  Module module(secure_server_at(server));
  module.join();
  module.command("AT+CIPSSLCCONF=3,0,0", "NO CERT FOUND\r\nNO PRVT_KEY FOUND\r\nNO CA FOUND\r\n\r\nOK\r\n");
  module.command(start_secure, error);
  module.says_nothing_more();
}

TEST_CASE("The name to send, the name to expect, and the protocols of a secure link") {
  const auto [expected_name, is_right] = GENERATE(table<std::string, bool>({{"broker.example", true}, {"else.example", false}}));
  TlsPeer server(our_server());
  Module module(secure_server_at(server));
  join_with_certificates(module);
  module.command("AT+CIPSSLCCONF=2,0,0", ok);
  module.command("AT+CIPSSLCCN=\"" + expected_name + "\"", ok);
  module.command(R"(AT+CIPSSLCSNI="sent.example")", ok);
  module.command(R"(AT+CIPSSLCALPN=2,"first","second")", ok);
  module.send(start_secure + std::string("\r\n"));
  const bool accepted = server.accept();
  CHECK(accepted == is_right);
  module.says(is_right ? link_stands : error);
  if (!accepted) return;
  CHECK(server.server_name() == "sent.example");
  CHECK(server.chosen_protocol() == "first");
}

TEST_CASE("Passthrough through TLS") {
  TlsPeer server(our_server());
  Module module(secure_server_at(server));
  module.join();
  module.command("AT+CIPMODE=1", ok);
  module.send(start_secure + std::string("\r\n"));
  REQUIRE(server.accept());
  module.says(link_stands);
  module.command("AT+CIPSEND", prompt);
  std::string bytes;
  for (int number = 0; bytes.size() < 100'000; ++number) bytes += std::to_string(number) + "\r\n";
  module.send(bytes.substr(0, 3'000));
  CHECK(server.read(3'000) == bytes.substr(0, 3'000));
  server.write(bytes);
  CHECK((module.reads(bytes.size()) == bytes));
}

}  // namespace
}  // namespace espat::test
