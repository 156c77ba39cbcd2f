#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::string subscribe(const std::string& topic, int qos) { return "AT+MQTTSUB=0,\"" + topic + "\"," + std::to_string(qos); }
std::string unsubscribe(const std::string& topic) { return "AT+MQTTUNSUB=0,\"" + topic + "\""; }

/// Subscribes t0 to t9 at QoS 0.
void fill(ConnectedModule& module) {
  for (int i = 0; i < 10; ++i) module.command(subscribe("t" + std::to_string(i), 0));
  module.take_log();
}

std::size_t stored_topics(ConnectedModule& module) {
  const std::string answer = module.command("AT+MQTTSUB?");
  return static_cast<std::size_t>(std::count(answer.begin(), answer.end(), ':'));
}

}  // namespace

TEST_CASE("mqtt.md 5.3: a new topic takes the first free slot, state 6") {
  ConnectedModule module;
  for (const int qos : {0, 1, 2}) {
    const std::string topic = "t" + std::to_string(qos);
    CHECK(module.command(subscribe(topic, qos)) == ok);
    CHECK(module.link.subscribes.back().topic == topic);
    CHECK(module.link.subscribes.back().qos == qos);
  }
  CHECK(module.state() == 6);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"t0\",0\r\n+MQTTSUB:0,6,\"t1\",1\r\n+MQTTSUB:0,6,\"t2\",2\r\n" + ok);
}

TEST_CASE("mqtt.md 5.3: a topic that is stored already keeps its QoS, and is sent again") {
  ConnectedModule module;
  module.command(subscribe("t", 1));
  module.take_log();
  CHECK(module.command(subscribe("t", 2)) == ok);
  CHECK(module.take_log() == "MQTT_EVENT_SUBSCRIBED\r\nALREADY SUBSCRIBE\r\n");
  CHECK(module.link.subscribes.size() == 2);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"t\",1\r\n" + ok);
}

TEST_CASE("mqtt.md 5.3: subscribing to a stored topic does not touch the state") {
  ConnectedModule module(true);
  module.command(subscribe("t", 1));
  module.lose_link();
  module.link.acknowledges = false;
  module.advance(Duration{10'002});
  CHECK(module.state() == 4);
  CHECK(module.command(subscribe("t", 0)) == ok);
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 5.3: an eleventh topic is OK and not stored") {
  ConnectedModule module;
  fill(module);
  CHECK(module.command(subscribe("t10", 0)) == ok);
  CHECK(module.take_log().find("ALREADY FULL SUBSCRIBE\r\n") != std::string::npos);
  CHECK(module.link.subscribes.size() == 11);
  CHECK(stored_topics(module) == 10);
}

TEST_CASE("mqtt.md 5.3: an eleventh topic is not subscribed again") {
  ConnectedModule module(true);
  fill(module);
  module.command(subscribe("t10", 0));
  module.link.subscribes.clear();
  module.lose_link();
  module.advance(Duration{10'002});
  CHECK(module.link.subscribes.size() == 10);
}

TEST_CASE("mqtt.md 5.3: a removed topic frees its slot") {
  ConnectedModule module;
  fill(module);
  CHECK(module.command(unsubscribe("t4")) == ok);
  CHECK(module.take_log() == "MQTT_EVENT_UNSUBSCRIBED\r\ntopic removed\r\n");
  CHECK(stored_topics(module) == 9);
  CHECK(module.command(subscribe("new", 1)) == ok);
  const std::string all = module.command("AT+MQTTSUB?");
  CHECK(all.find("\"t3\",0\r\n+MQTTSUB:0,6,\"new\",1\r\n+MQTTSUB:0,6,\"t5\"") != std::string::npos);
}

TEST_CASE("mqtt.md 5.3: removing the last topic gives state 5") {
  ConnectedModule module;
  module.command(subscribe("a", 0));
  module.command(subscribe("b", 0));
  module.command(unsubscribe("a"));
  CHECK(module.state() == 6);
  module.command(unsubscribe("b"));
  CHECK(module.state() == 5);
  module.command(subscribe("c", 0));
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 5.3: removing an unknown topic is OK, sends UNSUBSCRIBE, and gives state 5 if the table is empty") {
  ConnectedModule module;
  CHECK(module.command(unsubscribe("t")) == ok);
  CHECK(module.take_log() == "MQTT_EVENT_UNSUBSCRIBED\r\nNO UNSUBSCRIBE\r\n");
  REQUIRE(module.link.unsubscribes.size() == 1);
  CHECK(module.link.unsubscribes[0].topic == "t");
  CHECK(module.state() == 5);
  module.command(subscribe("a", 0));
  CHECK(module.command(unsubscribe("t")) == ok);
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 5.3: wildcards have no meaning here, topics are compared exactly") {
  ConnectedModule module;
  module.command(subscribe("a/#", 0));
  module.take_log();
  module.command(unsubscribe("a/b"));
  CHECK(module.take_log().find("NO UNSUBSCRIBE") != std::string::npos);
  module.command(unsubscribe("a/#"));
  CHECK(module.take_log().find("topic removed") != std::string::npos);
}

TEST_CASE("mqtt.md 5.3: at QoS 0 MQTTSUB is OK without a SUBACK") {
  ConnectedModule module;
  module.link.acknowledges = false;
  CHECK(module.command(subscribe("t", 0)) == ok);
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 5.3: from QoS 1 on MQTTSUB waits for the SUBACK") {
  ConnectedModule module;
  module.link.acknowledges = false;
  CHECK(module.command(subscribe("t", 1)).empty());
  CHECK(module.advance(Duration{60'000}).empty());
  CHECK(module.acknowledge().empty());  // forgotten after 30 s
  CHECK(module.lose_link() == disconnected + error);
}

TEST_CASE("mqtt.md 5.3: a SUBACK that refuses counts as success") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(subscribe("t", 1));
  CHECK(module.acknowledge(true) == ok);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"t\",1\r\n" + ok);
}

TEST_CASE("mqtt.md 5.3: MQTTUNSUB always waits for the UNSUBACK") {
  ConnectedModule module;
  module.link.acknowledges = false;
  CHECK(module.command(unsubscribe("t")).empty());
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md 5.3: a retained message that comes with the SUBACK is printed before OK") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(subscribe("t", 1));
  const Operation operation = module.link.subscribes[0].operation;
  CHECK(module.receive({MqttAcknowledged{module.attempt(), operation}, MqttReceived{module.attempt(), "t", "kept", 1}}) ==
        "+MQTTSUBRECV:0,\"t\",4,kept\r\n" + ok);
}

TEST_CASE("mqtt.md 5.3: a loss ends MQTTSUB and MQTTUNSUB with a plain ERROR, nothing is stored or removed") {
  ConnectedModule module(true);
  module.command(subscribe("old", 1));
  module.link.acknowledges = false;
  module.command(subscribe("new", 1));
  CHECK(module.lose_link() == disconnected + error);
  module.advance(Duration{10'002});
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,4,\"old\",1\r\n" + ok);
  module.command(unsubscribe("old"));
  CHECK(module.lose_link() == disconnected + error);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,3,\"old\",1\r\n" + ok);
}

TEST_CASE("mqtt.md 3: a failed write gives 600D for MQTTSUB and 600E for MQTTUNSUB") {
  ConnectedModule subscriber;
  subscriber.link.writes_succeed = false;
  CHECK(subscriber.command(subscribe("t", 1)) == disconnected + mqtt_error("600d"));
  ConnectedModule unsubscriber;
  unsubscriber.link.writes_succeed = false;
  CHECK(unsubscriber.command(unsubscribe("t")) == disconnected + mqtt_error("600e"));
}

TEST_CASE("mqtt.md 5.3: topics survive nothing but a reconnection") {
  ConnectedModule module;
  module.command(subscribe("t", 0));
  module.command("AT+MQTTCLEAN=0");
  module.connect();
  CHECK(module.link.subscribes.size() == 1);
  CHECK(module.command("AT+MQTTSUB?") == ok);
}

}  // namespace espat::at
