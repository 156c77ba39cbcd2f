#include <catch2/catch.hpp>

#include "tests/integration/connected_module.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/payload.hpp"

using namespace espat::test;

namespace {

/// A connected module, and a client that gets what it publishes.
struct Publisher : ConnectedModule {
  MqttPeer peer{broker.port(), "peer"};

  explicit Publisher(const std::string& topic) { peer.subscribe(topic, 2); }
};

}  // namespace

TEST_CASE("another client gets what AT+MQTTPUB publishes, with its QoS") {
  const int qos = GENERATE(0, 1, 2);
  Publisher publisher("room/temperature");
  publisher.module.command(R"(AT+MQTTPUB=0,"room/temperature","21.5 \"C\"\, dry",)" + std::to_string(qos) + ",0", ok);
  CHECK(publisher.peer.receive() == Message{"room/temperature", R"(21.5 "C", dry)", qos, false});
  publisher.module.says_nothing_more();
}

TEST_CASE("what is published with retain stays at the broker") {
  const int qos = GENERATE(0, 1, 2);
  Publisher publisher("#");
  publisher.module.command(R"(AT+MQTTPUB=0,"state","on",)" + std::to_string(qos) + ",1", ok);
  CHECK(publisher.peer.receive() == Message{"state", "on", qos, false});
  MqttPeer late(publisher.broker.port(), "late");
  late.subscribe("state", 2);
  CHECK(late.receive() == Message{"state", "on", qos, true});
}

TEST_CASE("AT+MQTTPUBRAW publishes every byte value as it is") {
  const int qos = GENERATE(0, 1, 2);
  Publisher publisher("raw");
  const std::string payload = std::string("\0\r\nAT\r\n+++", 10) + every_byte();
  publisher.module.command("AT+MQTTPUBRAW=0,\"raw\"," + std::to_string(payload.size()) + "," + std::to_string(qos) + ",0", prompt);
  publisher.module.send(payload);
  publisher.module.says("+MQTTPUB:OK\r\n");
  CHECK(publisher.peer.receive() == Message{"raw", payload, qos, false});
  publisher.module.says_nothing_more();
}

TEST_CASE("AT+MQTTPUBRAW publishes 100000 bytes") {
  Publisher publisher("large");
  const std::string payload = numbers(100'000, '\r');
  publisher.module.command("AT+MQTTPUBRAW=0,\"large\",100000,1,0", prompt);
  publisher.module.send(payload);
  publisher.module.says("+MQTTPUB:OK\r\n");
  CHECK((publisher.peer.receive() == Message{"large", payload, 1, false}));  // without printing 100000 bytes
  publisher.module.says_nothing_more();
}

TEST_CASE("what is sent behind the data of AT+MQTTPUBRAW is the next command") {
  ConnectedModule publisher;
  publisher.module.command("AT+MQTTPUBRAW=0,\"t\",3,1,0", prompt);
  publisher.module.send("abcAT+MQTTSUB?\r\n");
  publisher.module.says("+MQTTPUB:OK\r\n\r\nOK\r\n");
  publisher.module.says_nothing_more();
}
