#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string no_user_configuration = "+MQTTUSERCFG:0,0,\"\",\"\",\"\",0,0,\"\"\r\n" + ok;
const std::string no_connection_configuration = "+MQTTCONNCFG:0,0,0,\"\",\"\",0,0\r\n" + ok;

std::string connection(int state, int scheme) {
  return "+MQTTCONN:0," + std::to_string(state) + "," + std::to_string(scheme) + ",\"\",\"\",\"\",0\r\n" + ok;
}

}  // namespace

TEST_CASE("mqtt.md 1.1: state 0, all queries show nothing") {
  MqttModule module;
  CHECK(module.command("AT+MQTTUSERCFG?") == no_user_configuration);
  CHECK(module.command("AT+MQTTCLIENTID?") == "+MQTTCLIENTID:0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTUSERNAME?") == "+MQTTUSERNAME:0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTPASSWORD?") == "+MQTTPASSWORD:0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCONNCFG?") == no_connection_configuration);
  CHECK(module.command("AT+MQTTCONN?") == connection(0, 0));
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,0,\"\",0\r\n" + ok);
}

TEST_CASE("mqtt.md 1.1: state 1, the user configuration is shown") {
  MqttModule module;
  module.command("AT+MQTTUSERCFG=0,7,\"id\",\"user\",\"secret\",1,0,\"mqtt\"");
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,7,\"id\",\"user\",\"secret\",1,0,\"mqtt\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCLIENTID?") == "+MQTTCLIENTID:0,\"id\"\r\n" + ok);
  CHECK(module.command("AT+MQTTUSERNAME?") == "+MQTTUSERNAME:0,\"user\"\r\n" + ok);
  CHECK(module.command("AT+MQTTPASSWORD?") == "+MQTTPASSWORD:0,\"secret\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCONNCFG?") == no_connection_configuration);
  CHECK(module.command("AT+MQTTCONN?") == connection(1, 7));
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,1,\"\",0\r\n" + ok);
}

TEST_CASE("mqtt.md 1.1: state 2, both configurations are shown") {
  MqttModule module;
  module.configure();
  module.command("AT+MQTTCONNCFG=0,60,1,\"lwt\",\"gone\",2,1");
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,1,\"id\",\"u\",\"p\",0,0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCLIENTID?") == "+MQTTCLIENTID:0,\"id\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCONNCFG?") == "+MQTTCONNCFG:0,60,1,\"lwt\",\"gone\",2,1\r\n" + ok);
  CHECK(module.command("AT+MQTTCONN?") == connection(2, 1));
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,2,\"\",0\r\n" + ok);
}

TEST_CASE("mqtt.md 1.1: keepalive 0 stays 0 in the query") {
  MqttModule module;
  module.configure();
  module.command("AT+MQTTCONNCFG=0,0,0,\"\",\"\",0,0");
  CHECK(module.command("AT+MQTTCONNCFG?") == no_connection_configuration);
}

TEST_CASE("mqtt.md 1.1: back in state 1 the connection configuration is kept but not shown") {
  MqttModule module;
  module.configure();
  module.configure_connection();
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG?") == no_connection_configuration);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == connected + ok);
  CHECK(module.link.opens[0].session.keepalive == std::chrono::seconds{60});
}

TEST_CASE("mqtt.md 1.1: values are printed raw, without escapes") {
  MqttModule module;
  module.command(R"(AT+MQTTUSERCFG=0,1,"a\,b","c\"d","e\\f",0,0,"")");
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,1,\"a,b\",\"c\"d\",\"e\\f\",0,0,\"\"\r\n" + ok);
}

TEST_CASE("mqtt.md 1.1: MQTTCONN? in states 3 to 6 shows the connection") {
  ConnectedModule module;
  const auto shown = [](int state) { return "+MQTTCONN:0," + std::to_string(state) + ",1,\"broker\",\"1883\",\"\",0\r\n" + ok; };
  CHECK(module.command("AT+MQTTCONN?") == shown(4));
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.command("AT+MQTTCONN?") == shown(6));
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(module.command("AT+MQTTCONN?") == shown(5));
  module.lose_link();
  CHECK(module.command("AT+MQTTCONN?") == shown(3));
}

TEST_CASE("mqtt.md 1.1: MQTTCONN? shows reconnect") {
  ConnectedModule module(true);
  CHECK(module.command("AT+MQTTCONN?") == "+MQTTCONN:0,4,1,\"broker\",\"1883\",\"\",1\r\n" + ok);
}

TEST_CASE("mqtt.md 1.1: MQTTCONN? shows the last scheme after a failed connection, and 0 after MQTTCLEAN") {
  MqttModule module;
  module.link.opening = ScriptedLink::Opening::fails;
  module.configure();
  module.command("AT+MQTTCONN=0,\"broker\",1883,1");
  module.advance(Duration{6'000});
  CHECK(module.command("AT+MQTTCONN?") == connection(2, 1));
  module.command("AT+MQTTCLEAN=0");
  CHECK(module.command("AT+MQTTCONN?") == connection(0, 0));
}

TEST_CASE("mqtt.md 1.1: MQTTSUB? in states 3 to 6 prints one line per topic, in slot order, or none") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTSUB?") == ok);
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.command("AT+MQTTSUB=0,\"b\",1");
  module.command("AT+MQTTSUB=0,\"c\",2");
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"a\",0\r\n+MQTTSUB:0,6,\"b\",1\r\n+MQTTSUB:0,6,\"c\",2\r\n" + ok);
  module.command("AT+MQTTUNSUB=0,\"b\"");
  module.command("AT+MQTTSUB=0,\"d\",0");
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"a\",0\r\n+MQTTSUB:0,6,\"d\",0\r\n+MQTTSUB:0,6,\"c\",2\r\n" + ok);
  module.lose_link();
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,3,\"a\",0\r\n+MQTTSUB:0,3,\"d\",0\r\n+MQTTSUB:0,3,\"c\",2\r\n" + ok);
}

TEST_CASE("mqtt.md 1.2: the configuration queries crash the module once it has been connected") {
  for (const std::string name : {"MQTTUSERCFG", "MQTTCLIENTID", "MQTTUSERNAME", "MQTTPASSWORD", "MQTTCONNCFG"}) {
    for (const bool is_lost : {false, true}) {
      MqttModule module;
      module.command("AT+CWAUTOCONN=0");
      module.connect();
      if (is_lost) module.lose_link();
      module.take_log();
      module.take_other_effects();
      CHECK(module.command("AT+" + name + "?") == "\r\nready\r\n");
      CHECK(module.take_log().find("LoadProhibited") != std::string::npos);
      const Effects effects = module.take_other_effects();
      CHECK(std::any_of(effects.begin(), effects.end(), [](const auto& effect) { return std::holds_alternative<Restart>(effect); }));
      CHECK(module.command("AT+MQTTCONN?") == "AT+MQTTCONN?\r\n" + connection(0, 0));
    }
  }
}

TEST_CASE("mqtt.md 1.2: what was connected is cut by the crash") {
  ConnectedModule module;
  module.command("AT+MQTTUSERCFG?");
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
}

}  // namespace espat::at
