// MQTT of all ten schemes: what passes, and what the host and the program log say when TLS or WebSocket fail.

#include <catch2/catch.hpp>

#include <functional>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/payload.hpp"
#include "tests/support/tls_material.hpp"

using namespace espat::test;
using espat::at::CertificateKind;
using espat::emulator::Identity;

namespace {

using PortOf = std::uint16_t (Mosquitto::*)() const;

constexpr const char* module_time = "1717200000";

void install_ca(Module& module, const std::string& ca) { module.install("mqtt_ca", CertificateKind::ca, ca); }

void install_client(Module& module, const Identity& client) {
  module.install("mqtt_cert", CertificateKind::certificate, client.certificate);
  module.install("mqtt_key", CertificateKind::key, client.key);
}

void set_clock(Module& module, const std::string& seconds) { module.command("AT+SYSTIMESTAMP=" + seconds, ok); }

void configure(Module& module, int scheme) {
  module.command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + R"(,"module","","",0,0,"mqtt")", ok);
}

std::string connected_by(int scheme) {
  return "+MQTTCONNECTED:0," + std::to_string(scheme) + R"(,"10.0.0.2","1883",")" + (scheme >= 6 ? "/mqtt" : "") + "\",0\r\n\r\nOK\r\n";
}

PortOf port_of(int scheme) {
  constexpr std::array<PortOf, 10> ports{
      &Mosquitto::port,           &Mosquitto::tls_port, &Mosquitto::tls_port, &Mosquitto::tls_client_port, &Mosquitto::tls_client_port,
      &Mosquitto::websocket_port, &Mosquitto::wss_port, &Mosquitto::wss_port, &Mosquitto::wss_client_port, &Mosquitto::wss_client_port};
  return ports.at(static_cast<std::size_t>(scheme) - 1);
}

std::vector<std::string> reach(std::uint16_t port, const std::string& profile = "esp32-v2.1.0.0") {
  return {"--profile", profile,
          "--map",     "10.0.0.2=127.0.0.1:" + std::to_string(port),
          "--map",     "other.example=127.0.0.1:" + std::to_string(port),
          "--map",     "10.0.0.3=127.0.0.1:" + std::to_string(port)};
}

/// A module with all that the private listeners want, and the time of day.
void equip(Module& module) {
  module.join();
  install_ca(module, our_ca().certificate());
  install_client(module, our_client());
  set_clock(module, module_time);
}

}  // namespace

TEST_CASE("every scheme carries messages of every QoS both ways") {
  // An ESP8266 builds a packet in 512 bytes: 3 for its header, and here 2 + 3 for the topic and 2 for the id.
  const auto [profile, largest] = GENERATE(table<std::string, std::size_t>({{"esp32-v2.1.0.0", 100'000}, {"esp8266-v2.1.0.0", 502}}));
  const std::string payload = numbers(largest, '\r');
  Mosquitto broker(tls_broker());
  for (int scheme = 1; scheme <= 10; ++scheme) {
    INFO(profile << ", scheme " << scheme);
    MqttPeer peer(broker.port(), "peer");
    peer.subscribe("up", 2);
    peer.subscribe("raw", 2);
    Module module(reach((broker.*port_of(scheme))(), profile));
    equip(module);
    configure(module, scheme);
    module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", connected_by(scheme));
    module.command(R"(AT+MQTTSUB=0,"down",2)", ok);
    for (int qos = 0; qos <= 2; ++qos) {
      module.command(R"(AT+MQTTPUB=0,"up","hello",)" + std::to_string(qos) + ",0", ok);
      CHECK(peer.receive() == Message{"up", "hello", qos, false});
      peer.publish({"down", "hello yourself", qos});
      module.says(received("down", "hello yourself"));
    }
    module.command("AT+MQTTPUBRAW=0,\"raw\"," + std::to_string(largest) + ",1,0", prompt);
    module.send(payload);
    module.says("+MQTTPUB:OK\r\n");
    CHECK((peer.receive() == Message{"raw", payload, 1, false}));
    module.command("AT+MQTTCLEAN=0", ok);
    module.says_nothing_more();
  }
}

TEST_CASE("a connection that TLS prevents: the firmware says no more than ever, the program log says why") {
  struct Case {
    std::string what;
    int scheme;
    PortOf port;
    std::string host;
    std::function<void(Module&)> change;
    std::string reason;
  };
  const auto as_it_is = [](Module&) {};
  const auto clock = [](const char* seconds) { return [seconds](Module& module) { set_clock(module, seconds); }; };
  const auto ca = [](const std::string& content) { return [content](Module& module) { install_ca(module, content); }; };
  const auto client = [](const Identity& identity) { return [identity](Module& module) { install_client(module, identity); }; };
  const Identity other{our_client().certificate, our_client().key};
  const std::vector<Case> cases{
      {"unknown authority", 3, &Mosquitto::tls_port, "10.0.0.2", ca(their_ca().certificate()),
       "the server's certificate is signed by an unknown authority: CN=Our CA"},
      {"expired", 3, &Mosquitto::tls_port, "10.0.0.2", clock("2130000000"),
       "the server's certificate expired on 2037-01-01 and the module's clock says 2037-06-30"},
      {"not yet valid", 8, &Mosquitto::wss_port, "10.0.0.2", clock("1500000000"),
       "the module's clock says 2017-07-14, before the validity of the server's certificate begins on 2020-01-01"},
      {"a clock that was never set", 3, &Mosquitto::tls_port, "10.0.0.2", clock("9"),
       "the module's clock says 1970-01-01, before the validity of the CA certificate CN=Our CA begins on 2000-01-01 "
       "(send AT+CIPSNTPCFG first)"},
      {"another name", 3, &Mosquitto::tls_port, "other.example", as_it_is,
       "the server's certificate is for broker.example, 10.0.0.2 and 127.0.0.1 and not for other.example"},
      {"another address", 8, &Mosquitto::wss_port, "10.0.0.3", as_it_is,
       "the server's certificate is for broker.example, 10.0.0.2 and 127.0.0.1 and not for 10.0.0.3"},
      {"no client certificate", 3, &Mosquitto::tls_client_port, "10.0.0.2", as_it_is, "the server asks for a certificate and got none"},
      {"no client certificate over WebSocket", 7, &Mosquitto::wss_client_port, "10.0.0.2", as_it_is,
       "the server asks for a certificate and got none"},
      {"a foreign client certificate", 5, &Mosquitto::tls_client_port, "10.0.0.2", client(their_ca().issue(contents("module", {}))),
       "the server refuses the client's certificate: it does not know the authority that signed it"},
      {"a key of another certificate", 4, &Mosquitto::tls_client_port, "10.0.0.2", client(other),
       "the key in mqtt_key does not match the certificate in mqtt_cert"},
      {"no PEM", 3, &Mosquitto::tls_port, "10.0.0.2", ca("rubbish"), "the CA in mqtt_ca is no certificate: it is neither PEM nor DER"},
      {"TLS to a plain port", 2, &Mosquitto::port, "10.0.0.2", as_it_is,
       "the server closed the connection before it said a byte of TLS, as a port without TLS does"},
      {"TLS to a plain WebSocket port", 7, &Mosquitto::websocket_port, "10.0.0.2", as_it_is, "the server does not speak TLS on this port"},
      {"plain to a TLS port", 1, &Mosquitto::tls_port, "10.0.0.2", as_it_is,
       "the broker closed the connection before CONNECT was answered, as a TLS port does"},
      {"MQTT to a WebSocket request", 6, &Mosquitto::port, "10.0.0.2", as_it_is,
       "the server closed the connection before it answered the WebSocket request"},
  };
  Mosquitto broker(tls_broker());
  for (const Case& one : cases) {
    INFO(one.what);
    Module module(reach((broker.*one.port)()));
    equip(module);
    one.change(module);
    configure(module, one.scheme);
    module.command("AT+MQTTCONN=0,\"" + one.host + "\",1883,0", not_connected);
    module.program().log_until("MQTT: " + one.reason + "\n");
    module.command("AT+MQTTCONN?", "+MQTTCONN:0,2," + std::to_string(one.scheme) + ",\"\",\"\",\"\",0\r\n\r\nOK\r\n");
  }
}

TEST_CASE("a broker that speaks TLS 1.3 only") {
  Mosquitto broker(tls_broker(our_server(), {"tls_version tlsv1.3"}));
  Module module(reach(broker.tls_port()));
  equip(module);
  configure(module, 3);
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", not_connected);
  module.program().log_until("MQTT: no TLS version in common: the module speaks TLS 1.2 only\n");
}

TEST_CASE("mqtt.md 7: an ESP8266 compares neither the name nor the dates") {
  Mosquitto broker(tls_broker());
  Module module(reach(broker.tls_port(), "esp8266-v2.1.0.0"));
  module.join();
  install_ca(module, our_ca().certificate());
  configure(module, 3);
  module.command(R"(AT+MQTTCONN=0,"other.example",1883,0)", "+MQTTCONNECTED:0,3,\"other.example\",\"1883\",\"\",0\r\n\r\nOK\r\n");
  module.command("AT+MQTTCLEAN=0", ok);
  install_ca(module, their_ca().certificate());
  configure(module, 3);
  module.command(R"(AT+MQTTCONN=0,"other.example",1883,0)", not_connected);
  module.program().log_until("MQTT: the server's certificate is signed by an unknown authority: CN=Our CA\n");
}

TEST_CASE("mqtt.md 7: an empty partition ends MQTTCONN before anything is connected") {
  const auto [scheme, code] = GENERATE(table<std::string, std::string>({{"3", "6021"}, {"4", "6023"}, {"10", "6021"}}));
  StubListener broker;
  Module module(reach(broker.port()));
  module.join();
  module.command("AT+SYSLOG=1", ok);
  module.command("AT+MQTTUSERCFG=0," + scheme + R"(,"module","","",0,0,"mqtt")", ok);
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)",
                 "ERR CODE:0x010a" + code + "\r\nERR CODE:0x010a6009\r\nERR CODE:0x010a600a\r\n\r\nERROR\r\n");
  CHECK_FALSE(broker.accept(0ms));
}

TEST_CASE("device-commands.md 5.4: an ESP32-C3 shows and trusts what AT+SYSMFG has written into mfg_nvs") {
  const std::string profile = GENERATE("esp32c3-v3.3.0.0", "esp32c3-v4.1.0.0", "esp32c3-v5.0.0.0");
  INFO(profile);
  Mosquitto broker(tls_broker());
  Module module(reach(broker.tls_client_port(), profile));
  module.join();
  module.manufacture("mqtt_ca", our_ca().certificate());
  const Identity client = our_client();
  module.manufacture("mqtt_cert", client.certificate);
  module.manufacture("mqtt_key", client.key);
  module.command("AT+RST", ok);
  module.join();
  set_clock(module, module_time);
  configure(module, 5);
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", connected_by(5));
  module.command(R"(AT+MQTTSUB=0,"t",1)", ok);
  module.send("AT+MQTTPUB=0,\"t\",\"hello\",1,0\r\n");
  module.says_in_any_order(std::string(ok), received("t", "hello"));
  module.command("AT+MQTTCLEAN=0", ok);

  SECTION("the CA of somebody else") {
    module.manufacture("mqtt_ca", their_ca().certificate());
    configure(module, 5);
    module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", not_connected);
    module.program().log_until("MQTT: the server's certificate is signed by an unknown authority: CN=Our CA\n");
  }
  SECTION("mqtt.md 7: an item that is not there ends MQTTCONN before anything is connected") {
    const auto [home, code] = GENERATE(table<std::string, std::string>({{"mqtt_ca", "6021"}, {"mqtt_cert", "6023"}, {"mqtt_key", "6025"}}));
    module.command("AT+SYSMFG=0,\"" + home + "\",\"" + home + ".0\"", ok);
    module.command("AT+SYSLOG=1", ok);
    configure(module, 5);
    module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)",
                   "ERR CODE:0x010a" + code + "\r\nERR CODE:0x010a6009\r\nERR CODE:0x010a600a\r\n\r\nERROR\r\n");
  }
}

TEST_CASE("a server that stops in the handshake has 10 seconds, one that closes ends it at once") {
  StubListener listener;
  Module module(reach(listener.port()));
  module.join();
  configure(module, GENERATE(2, 6));
  module.send("AT+MQTTCONN=0,\"10.0.0.2\",1883,0\r\n");
  auto server = listener.accept();
  REQUIRE(server);
  SECTION("stops") {
    const auto start = std::chrono::steady_clock::now();
    module.says(not_connected);
    CHECK(std::chrono::steady_clock::now() - start >= 9s);
  }
  SECTION("closes") {
    server->close();
    module.says(not_connected);
    module.program().log_until("MQTT: the server closed the connection before it ");
  }
}

TEST_CASE("a WebSocket that is refused with its HTTP status") {
  StubListener listener;
  Module module(reach(listener.port()));
  module.join();
  module.command(R"(AT+MQTTUSERCFG=0,6,"module","","",0,0,"/a:b?c")", ok);
  module.send("AT+MQTTCONN=0,\"10.0.0.2\",1883,0\r\n");
  auto server = listener.accept();
  REQUIRE(server);
  const auto request = server->read_until("\r\n\r\n");
  REQUIRE(request);
  CHECK_THAT(*request, Catch::Matchers::StartsWith("GET //a:b HTTP/1.1\r\n") && Catch::Matchers::Contains("\r\nHost: 10.0.0.2:1883\r\n"));
  server->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  module.says(not_connected);
  module.program().log_until("MQTT: the server answered the WebSocket request for //a:b with \"404 Not Found\"\n");
}

TEST_CASE("a broker that comes back is reached again over TLS") {
  Mosquitto broker(tls_broker());
  const int scheme = GENERATE(5, 10);
  Module module(reach((broker.*port_of(scheme))()));
  equip(module);
  configure(module, scheme);
  const std::string connected =
      "+MQTTCONNECTED:0," + std::to_string(scheme) + R"(,"10.0.0.2","1883",")" + (scheme >= 6 ? "/mqtt" : "") + "\",1\r\n";
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,1)", connected + std::string(ok));
  broker.kill();
  module.says(disconnected);
  broker.start();
  module.says(connected);
}
