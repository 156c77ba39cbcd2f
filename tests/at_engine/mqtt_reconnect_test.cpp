#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// Until the client looks the second time whether 10 s have passed, with the slack of its two waits.
constexpr Duration reconnect_wait{10'002};

}  // namespace

TEST_CASE("mqtt.md 4: with reconnect=0 a loss is told once, and nothing happens any more") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.lose_link() == disconnected);
  CHECK_FALSE(module.awaits_time());
  CHECK(module.advance(Duration{600'000}).empty());
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,3,\"t\",1\r\n" + ok);
}

TEST_CASE("mqtt.md 4: with reconnect=1 a new attempt starts about 10 s after the loss") {
  ConnectedModule module(true);
  CHECK(module.lose_link() == disconnected);
  CHECK(module.state() == 3);
  CHECK(module.advance(reconnect_wait - Duration{1}).empty());
  CHECK(module.link.opens.size() == 1);
  CHECK(module.advance(Duration{1}) == connected_for_good);
  CHECK(module.link.opens.size() == 2);
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 4: in exact virtual time the attempt starts 15 s after the loss") {
  Setup setup = TestModule::joined();
  setup.timer_slack = Duration{0};
  MqttModule module(setup);
  module.connect(true);
  module.lose_link();
  CHECK(module.advance(Duration{14'999}).empty());
  CHECK(module.advance(Duration{1}) == connected_for_good);
}

TEST_CASE("mqtt.md 4: every failed attempt prints +MQTTDISCONNECTED:0 again, for ever") {
  ConnectedModule module(true);
  module.link.opening = ScriptedLink::Opening::fails;
  module.lose_link();
  for (int attempt = 0; attempt < 5; ++attempt) CHECK(module.advance(reconnect_wait) == disconnected);
  module.link.opening = ScriptedLink::Opening::succeeds;
  CHECK(module.advance(reconnect_wait) == connected_for_good);
  CHECK(module.link.opens.size() == 7);
}

TEST_CASE("mqtt.md 4: the same session is used for every attempt") {
  MqttModule module;
  module.configure();
  module.configure_connection();
  module.command("AT+MQTTCONN=0,\"broker\",1883,1");
  module.lose_link();
  module.advance(reconnect_wait);
  REQUIRE(module.link.opens.size() == 2);
  CHECK(module.link.opens[1].session.client_id == "id");
  CHECK(module.link.opens[1].session.password == "p");
  CHECK(module.link.opens[1].session.will.value().topic == "lwt");
}

TEST_CASE("mqtt.md 4: after a reconnection every stored topic is subscribed again, without a word") {
  ConnectedModule module(true);
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.command("AT+MQTTSUB=0,\"b\",1");
  module.command("AT+MQTTSUB=0,\"c\",2");
  module.command("AT+MQTTUNSUB=0,\"b\"");
  module.lose_link();
  module.link.subscribes.clear();
  module.link.acknowledges = false;
  CHECK(module.advance(reconnect_wait) == connected_for_good);
  REQUIRE(module.link.subscribes.size() == 2);
  CHECK(module.link.subscribes[0].topic == "a");
  CHECK(module.link.subscribes[0].qos == 0);
  CHECK(module.link.subscribes[1].topic == "c");
  CHECK(module.link.subscribes[1].qos == 2);
  CHECK(module.state() == 4);
  CHECK(module.acknowledge().empty());
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 4: commands after a reconnection wait for their own packets, not for those of the re-subscription") {
  ConnectedModule module(true);
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.lose_link();
  module.advance(reconnect_wait);
  module.link.confirms_writes = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0").empty());
  CHECK(module.receive({MqttSent{module.attempt(), module.link.publishes.back().operation}}) == ok);
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
}

TEST_CASE("mqtt.md 2: the SUBACK of a re-subscription leaves its bit for the next MQTTSUB") {
  ConnectedModule module(true);
  module.command("AT+MQTTSUB=0,\"a\",1");
  module.lose_link();
  module.advance(reconnect_wait);
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1") == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"c\",1").empty());
}

TEST_CASE("mqtt.md 4: MQTTSUB, MQTTUNSUB and MQTTPUB give 6006 between the attempts") {
  ConnectedModule module(true);
  module.lose_link();
  CHECK(module.command("AT+MQTTSUB=0,\"t\",0") == mqtt_error("6006"));
  CHECK(module.command("AT+MQTTUNSUB=0,\"t\"") == mqtt_error("6006"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == mqtt_error("6006"));
  CHECK(module.advance(reconnect_wait) == connected_for_good);
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == ok);
}

TEST_CASE("mqtt.md 4: an attempt to reconnect is given up after the network timeout") {
  ConnectedModule module(true);
  module.lose_link();
  module.link.opening = ScriptedLink::Opening::stays_silent;
  CHECK(module.advance(reconnect_wait).empty());
  CHECK(module.advance(Duration{10'001}) == disconnected);
  CHECK(module.advance(reconnect_wait).empty());
  CHECK(module.link.opens.size() == 3);
}

TEST_CASE("mqtt.md 4: MQTTCLEAN ends the attempts") {
  ConnectedModule module(true);
  module.lose_link();
  module.command("AT+MQTTCLEAN=0");
  CHECK(module.advance(Duration{600'000}) == ok);
  CHECK(module.link.opens.size() == 1);
  CHECK_FALSE(module.awaits_time());
}

}  // namespace espat::at
