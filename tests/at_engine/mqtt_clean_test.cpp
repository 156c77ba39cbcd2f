#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string clean = "AT+MQTTCLEAN=0";

}  // namespace

TEST_CASE("mqtt.md 6: state 0 is an error") {
  MqttModule module;
  CHECK(module.command(clean) == mqtt_error("6003"));
  CHECK(module.take_log() == "uninitiated or already clean\r\n[at-mqtt]error code:0x6003\r\n");
}

TEST_CASE("mqtt.md 6: states 1 and 2 are OK at once") {
  MqttModule module;
  module.configure();
  CHECK(module.command(clean) == ok);
  CHECK(module.state() == 0);
  module.configure();
  module.configure_connection();
  CHECK(module.command(clean) == ok);
  CHECK(module.state() == 0);
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,0,\"\",\"\",\"\",0,0,\"\"\r\n" + ok);
}

TEST_CASE("mqtt.md 6: state 3 without reconnection is OK at once") {
  ConnectedModule module;
  module.lose_link();
  CHECK(module.command(clean) == ok);
  CHECK(module.state() == 0);
}

TEST_CASE("mqtt.md 6: state 3 with reconnection is OK after up to 5 s") {
  ConnectedModule module(true);
  module.lose_link();
  module.advance(Duration{2'000});
  CHECK(module.command(clean).empty());
  CHECK(module.advance(Duration{3'000}).empty());
  CHECK(module.advance(Duration{1}) == ok);
  CHECK(module.state() == 0);
}

TEST_CASE("mqtt.md 6: a running attempt has to end first") {
  ConnectedModule module(true);
  module.lose_link();
  module.link.opening = ScriptedLink::Opening::stays_silent;
  module.advance(Duration{10'002});
  CHECK(module.command(clean).empty());
  CHECK(module.advance(Duration{10'001}) == disconnected);
  CHECK(module.advance(Duration{5'001}) == ok);
  CHECK(module.advance(Duration{60'000}).empty());
  CHECK(module.link.opens.size() == 2);
}

TEST_CASE("mqtt.md 6: an attempt that succeeds meanwhile is told, and ended") {
  ConnectedModule module(true);
  module.lose_link();
  module.link.opening = ScriptedLink::Opening::stays_silent;
  module.advance(Duration{10'002});
  CHECK(module.command(clean).empty());
  CHECK(module.receive({MqttTransportOpened{module.attempt()}, MqttOpened{module.attempt()}}) == connected_for_good + ok);
  CHECK(module.link.closes.back().graceful);
}

TEST_CASE("mqtt.md 6: states 4, 5 and 6 are OK without +MQTTDISCONNECTED:0") {
  for (const int topics : {0, 1, 2}) {
    ConnectedModule module;
    if (topics > 0) module.command("AT+MQTTSUB=0,\"t\",0");
    if (topics > 1) module.command("AT+MQTTUNSUB=0,\"t\"");
    CHECK(module.command(clean) == ok);
    CHECK(module.state() == 0);
  }
}

TEST_CASE("mqtt.md 6: DISCONNECT is sent, and OK comes as soon as the broker closes") {
  ConnectedModule module;
  module.link.closes_when_asked = false;
  CHECK(module.command(clean).empty());
  REQUIRE(module.link.closes.size() == 1);
  CHECK(module.link.closes[0].graceful);
  CHECK(module.advance(Duration{100}).empty());
  CHECK(module.lose_link() == ok);
}

TEST_CASE("mqtt.md 6: OK comes at most about 1 s later, when the broker does not close") {
  ConnectedModule module;
  module.link.closes_when_asked = false;
  module.advance(Duration{1'500});
  CHECK(module.command(clean).empty());
  CHECK(module.advance(Duration{1'001}) == ok);
  REQUIRE(module.link.closes.size() == 2);
  CHECK_FALSE(module.link.closes[1].graceful);
}

TEST_CASE("mqtt.md 6: afterwards everything is gone") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"t\",0");
  module.command(clean);
  CHECK(module.command("AT+MQTTCONN?") == "+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n" + ok);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,0,\"\",0\r\n" + ok);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == mqtt_error("6001"));
  CHECK_FALSE(module.awaits_time());
}

}  // namespace espat::at
