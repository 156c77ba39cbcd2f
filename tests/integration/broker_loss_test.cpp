#include <catch2/catch.hpp>
#include <chrono>

#include "tests/integration/connected_module.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

std::string topic(int number) { return "topic/" + std::to_string(number); }

}  // namespace

TEST_CASE("the broker dies while nothing happens") {
  ConnectedModule desk;
  desk.broker.kill();
  desk.module.says(disconnected);
  desk.module.command("AT+MQTTCONN?", "+MQTTCONN:0,3,1,\"10.0.0.2\",\"1883\",\"\",0\r\n\r\nOK\r\n");
  desk.module.command("AT+MQTTPUB=0,\"t\",\"x\",0,0", error);
  desk.module.command("AT+MQTTCLEAN=0", ok);
  desk.broker.start();
  desk.module.connect();
}

TEST_CASE("the broker goes between PUBLISH and PUBACK") {
  StubListener listener;
  Module module(broker_at(listener.port()));
  module.join();
  module.command(R"(AT+MQTTUSERCFG=0,1,"module","","",0,0,"")", ok);
  module.send("AT+MQTTCONN=0,\"10.0.0.2\",1883,0\r\n");
  auto broker = listener.accept();
  REQUIRE(broker);
  REQUIRE(broker->read()->type() == packet_type::connect);
  broker->write(encode({packet_type::connack << 4, std::string(2, '\0')}));
  module.says(connected() + std::string(ok));
  module.send("AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n");
  const auto publish = broker->read();
  REQUIRE(publish);
  CHECK(decode_publish(*publish) == Message{"t", "x", 1, false});
  broker->close();
  module.says(not_connected);
  module.says_nothing_more();
}

TEST_CASE("the broker dies while AT+MQTTPUBRAW waits for its PUBACK") {
  ConnectedModule desk;
  desk.module.command("AT+MQTTPUBRAW=0,\"t\",3,1,0", prompt);
  desk.broker.pause();
  desk.module.send("abc");
  desk.module.program().log_until("Recv 3 bytes");
  desk.broker.kill();
  desk.module.says(disconnected);
  desk.module.says("+MQTTPUB:FAIL\r\n");
  desk.module.says_nothing_more();
}

TEST_CASE("mqtt.md 5.2: the broker dies in the middle of the data of AT+MQTTPUBRAW") {
  const int qos = GENERATE(0, 1);
  ConnectedModule desk;
  desk.module.command("AT+MQTTPUBRAW=0,\"t\",6," + std::to_string(qos) + ",0", prompt);
  desk.module.send("abc");
  desk.broker.kill();
  desk.module.program().log_until("MQTT_EVENT_DISCONNECTED");
  desk.module.send("def");
  desk.module.says(qos == 0 ? "+MQTTDISCONNECTED:0+MQTTPUB:OK\r\n" : "+MQTTDISCONNECTED:0+MQTTPUB:FAIL\r\n");
  desk.module.says_nothing_more();
}

TEST_CASE("with reconnect=1 the module comes back after 10 seconds and subscribes again to its ten topics") {
  ConnectedModule desk(1);
  std::string stored;
  for (int number = 0; number < 11; ++number) {
    desk.module.command("AT+MQTTSUB=0,\"" + topic(number) + "\",1", ok);
    if (number < 10) stored += "+MQTTSUB:0,6,\"" + topic(number) + "\",1\r\n";
  }
  desk.module.program().log_until("ALREADY FULL SUBSCRIBE");
  desk.module.command("AT+MQTTSUB?", stored + std::string(ok));
  MqttPeer(desk.broker.port(), "peer").publish({topic(10), "the eleventh works", 1});
  desk.module.says(received(topic(10), "the eleventh works"));

  desk.broker.kill();
  desk.module.says(disconnected);
  const auto lost = std::chrono::steady_clock::now();
  desk.broker.start();
  MqttPeer peer(desk.broker.port(), "peer");
  std::string retained;
  for (int number = 0; number < 11; ++number) {
    peer.publish({topic(number), "kept", 1, true});
    if (number < 10) retained += received(topic(number), "kept");
  }
  desk.module.says(connected(1));
  CHECK(std::chrono::steady_clock::now() - lost > 9s);
  desk.module.says(retained);

  peer.publish({topic(10), "the eleventh is forgotten", 1});
  peer.publish({topic(9), "the tenth works", 1});
  desk.module.says(received(topic(9), "the tenth works"));
  desk.module.says_nothing_more();
}

TEST_CASE("with reconnect=1 every attempt that fails is reported") {
  ConnectedModule desk(1);
  desk.broker.kill();
  desk.module.says(disconnected);
  const auto lost = std::chrono::steady_clock::now();
  desk.module.says(disconnected);
  CHECK(std::chrono::steady_clock::now() - lost > 9s);
}
