#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {

TEST_CASE("mqtt.md 2: state 0 to 6 and what sets them") {
  MqttModule module;
  CHECK(module.state() == 0);
  module.configure();
  CHECK(module.state() == 1);
  module.configure_connection();
  CHECK(module.state() == 2);
  module.configure();
  CHECK(module.state() == 1);
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(module.state() == 4);
  module.command("AT+MQTTSUB=0,\"t\",0");
  CHECK(module.state() == 6);
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(module.state() == 5);
  module.lose_link();
  CHECK(module.state() == 3);
  module.command("AT+MQTTCLEAN=0");
  CHECK(module.state() == 0);
}

TEST_CASE("mqtt.md 2: state 2 also follows a failed MQTTCONN without MQTTCONNCFG") {
  MqttModule module;
  module.configure();
  module.link.opening = ScriptedLink::Opening::fails;
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(module.state() == 2);
}

TEST_CASE("mqtt.md 2: CONNECTED, state 4, log line, +MQTTCONNECTED") {
  MqttModule module;
  module.configure();
  module.take_log();
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == connected + ok);
  CHECK(module.take_log() == "all parameters are ready\r\nOther event id:7\r\nMQTT_EVENT_CONNECTED\r\n");
}

TEST_CASE("mqtt.md 2: DISCONNECTED, state 3, log line, +MQTTDISCONNECTED:0") {
  ConnectedModule module;
  CHECK(module.lose_link() == disconnected);
  CHECK(module.take_log() == "MQTT_EVENT_ERROR\r\nMQTT_EVENT_DISCONNECTED\r\n");
  CHECK(module.state() == 3);
}

TEST_CASE("mqtt.md 2: ERROR comes before DISCONNECTED when a connection fails") {
  MqttModule module;
  module.configure();
  module.take_log();
  module.link.opening = ScriptedLink::Opening::fails;
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(module.take_log() == "all parameters are ready\r\nOther event id:7\r\nMQTT_EVENT_ERROR\r\nMQTT_EVENT_DISCONNECTED\r\n");
}

TEST_CASE("mqtt.md 2: SUBSCRIBED sets state 6, UNSUBSCRIBED and PUBLISHED leave the state") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.acknowledge() == ok);
  CHECK(module.take_log() == "MQTT_EVENT_SUBSCRIBED\r\n");
  module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0");
  CHECK(module.acknowledge() == ok);
  CHECK(module.take_log() == "MQTT_EVENT_PUBLISHED\r\n");
  CHECK(module.state() == 6);
  module.command("AT+MQTTUNSUB=0,\"other\"");
  CHECK(module.acknowledge() == ok);
  CHECK(module.take_log() == "MQTT_EVENT_UNSUBSCRIBED\r\nNO UNSUBSCRIBE\r\n");
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 2: DATA prints +MQTTSUBRECV, without a log line") {
  ConnectedModule module;
  CHECK(module.deliver("t", "m") == "+MQTTSUBRECV:0,\"t\",1,m\r\n");
  CHECK(module.take_log().empty());
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 2: no wait has a timeout") {
  for (const std::string line : {"AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"t\"", "AT+MQTTPUB=0,\"t\",\"d\",2,0"}) {
    ConnectedModule module;
    module.link.acknowledges = false;
    CHECK(module.command(line).empty());
    CHECK(module.advance(Duration{3'600'000}).empty());
    CHECK(module.command("AT") == core_code("010b0000") + busy);
  }
}

TEST_CASE("mqtt.md 2: the bit of a SUBACK that nobody waited for ends the next MQTTSUB at once") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1") == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"c\",1").empty());
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md 2: a bit of another kind does not end a wait, and is not lost") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0").empty());
  CHECK(module.acknowledge() == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1") == ok);
}

TEST_CASE("mqtt.md 2: MQTTCONN clears the bits") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.command("AT+MQTTCLEAN=0");
  module.connect();
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1").empty());
}

TEST_CASE("mqtt.md 2: the bits of a loss are gone after a reconnection") {
  ConnectedModule module(true);
  module.lose_link();
  module.advance(Duration{10'002});
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1").empty());
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md, conventions: all events of an instant come before the waiting command goes on") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0");
  const Operation operation = module.link.publishes[0].operation;
  CHECK(module.receive({MqttAcknowledged{module.attempt(), operation}, MqttReceived{module.attempt(), "a", "1", 0},
                        MqttReceived{module.attempt(), "b", "2", 0}}) == "+MQTTSUBRECV:0,\"a\",1,1\r\n+MQTTSUBRECV:0,\"b\",1,2\r\n" + ok);
}

TEST_CASE("mqtt.md, conventions: each +MQTT line is a single write") {
  MqttModule module;
  module.connect();
  module.deliver("t", "m");
  module.lose_link();
  CHECK(module.take_writes() == std::vector<std::string>{ok, connected, ok, "+MQTTSUBRECV:0,\"t\",1,m\r\n", disconnected});
}

}  // namespace espat::at
