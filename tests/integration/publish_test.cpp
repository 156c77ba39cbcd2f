#include <catch2/catch.hpp>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

}  // namespace

TEST_CASE("another client gets what AT+MQTTPUB publishes, with its QoS") {
  const int qos = GENERATE(0, 1, 2);
  Mosquitto broker;
  MqttPeer peer(broker.port(), "peer");
  peer.subscribe("room/temperature", 2);
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  module.command(R"(AT+MQTTPUB=0,"room/temperature","21.5 \"C\"\, dry",)" + std::to_string(qos) + ",0", ok);
  CHECK(peer.receive() == Message{"room/temperature", R"(21.5 "C", dry)", qos, false});
  module.says_nothing_more();
}

TEST_CASE("what is published with retain stays at the broker") {
  const int qos = GENERATE(0, 1, 2);
  Mosquitto broker;
  MqttPeer witness(broker.port(), "witness");
  witness.subscribe("#", 0);
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  module.command(R"(AT+MQTTPUB=0,"state","on",)" + std::to_string(qos) + ",1", ok);
  CHECK(witness.receive() == Message{"state", "on", 0, false});
  MqttPeer late(broker.port(), "late");
  late.subscribe("state", 2);
  CHECK(late.receive() == Message{"state", "on", qos, true});
}

TEST_CASE("AT+MQTTPUBRAW publishes every byte value as it is") {
  const int qos = GENERATE(0, 1, 2);
  Mosquitto broker;
  MqttPeer peer(broker.port(), "peer");
  peer.subscribe("raw", 2);
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  const std::string payload = std::string("\0\r\nAT\r\n+++", 10) + every_byte();
  module.command("AT+MQTTPUBRAW=0,\"raw\"," + std::to_string(payload.size()) + "," + std::to_string(qos) + ",0", prompt);
  module.send(payload);
  module.says("+MQTTPUB:OK\r\n");
  CHECK(peer.receive() == Message{"raw", payload, qos, false});
  module.says_nothing_more();
}

TEST_CASE("AT+MQTTPUBRAW publishes 100000 bytes") {
  Mosquitto broker;
  MqttPeer peer(broker.port(), "peer");
  peer.subscribe("large", 1);
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  std::string payload;
  for (int number = 0; payload.size() < 100'000; ++number) payload += std::to_string(number) + '\r';
  payload.resize(100'000);
  module.command("AT+MQTTPUBRAW=0,\"large\",100000,1,0", prompt);
  module.send(payload);
  module.says("+MQTTPUB:OK\r\n");
  CHECK((peer.receive() == Message{"large", payload, 1, false}));  // without printing 100000 bytes
  module.says_nothing_more();
}

TEST_CASE("what is sent behind the data of AT+MQTTPUBRAW is the next command") {
  Mosquitto broker;
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  module.command("AT+MQTTPUBRAW=0,\"t\",3,1,0", prompt);
  module.send("abcAT+MQTTSUB?\r\n");
  module.says("+MQTTPUB:OK\r\n\r\nOK\r\n");
  module.says_nothing_more();
}
