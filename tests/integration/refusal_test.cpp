// Connections that do not come about: what the host sees, and what the program log says about the reason.

#include <catch2/catch.hpp>
#include <chrono>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

/// A module that is about to connect.
struct Caller {
  Module module;

  explicit Caller(const std::vector<std::string>& options, const std::string& password = "") : module(options) {
    module.join();
    module.command(R"(AT+MQTTUSERCFG=0,1,"module","user",")" + password + R"(",0,0,"")", ok);
  }

  void fails(const std::string& host = "10.0.0.2") {
    module.command("AT+MQTTCONN=0,\"" + host + "\",1883,0", not_connected);
    module.command("AT+MQTTCONN?", "+MQTTCONN:0,2,1,\"\",\"\",\"\",0\r\n\r\nOK\r\n");
  }
};

}  // namespace

TEST_CASE("a wrong password, then the right one") {
  Mosquitto broker({.websocket = false, .user = "user", .password = "right", .lines = {}});
  Caller caller(broker_at(broker.port()), "wrong");
  caller.fails();
  caller.module.program().log_until("MQTT: the broker refused the connection: not authorised (5)\n");
  caller.module.command(R"(AT+MQTTUSERCFG=0,1,"module","user","right",0,0,"")", ok);
  caller.module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", connected() + std::string(ok));
}

TEST_CASE("a port on which nothing listens") {
  const std::uint16_t port = unused_port();
  Caller caller(broker_at(port));
  caller.fails();
  caller.module.program().log_until("MQTT: the connection to 127.0.0.1:" + std::to_string(port) + " was refused: nothing listens there\n");
}

TEST_CASE("a name that does not resolve") {
  Caller caller({});
  caller.fails("nowhere.invalid");
  caller.module.program().log_until("MQTT: the name nowhere.invalid ");
}

TEST_CASE("a broker that says nothing has 10 seconds for its CONNACK") {
  const StubListener silent;
  Caller caller(broker_at(silent.port()));
  const auto start = std::chrono::steady_clock::now();
  caller.fails();
  CHECK(std::chrono::steady_clock::now() - start >= 10s);
  caller.module.program().log_until("MQTT: the broker sent no CONNACK within the network timeout\n");
}
