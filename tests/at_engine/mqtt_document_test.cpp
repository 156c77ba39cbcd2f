// Where the published document and the firmware disagree, the firmware is followed (mqtt.md 9). What has a section of its own is tested
// there.

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
TEST_CASE("mqtt.md 9: user name and password may be longer than 64") {
  MqttModule module;
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\"," + quoted(100) + "," + quoted(100) + ",0,0,\"\"") == ok);
}

TEST_CASE("mqtt.md 9: MQTTCLIENTID needs its comma") {
  MqttModule module;
  module.configure();
  CHECK(module.command("AT+MQTTCLIENTID=0\"id\"") == core_code("01080000") + mqtt_error("6010"));
  CHECK(module.command("AT+MQTTCLIENTID=0,\"id\"") == ok);
}

TEST_CASE("mqtt.md 9: MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD only in state 1, not after MQTTCONNCFG or a failed MQTTCONN") {
  MqttModule module;
  module.configure();
  module.configure_connection();
  CHECK(module.command("AT+MQTTCLIENTID=0,\"id\"") == mqtt_error("6002"));
  module.configure();
  module.link.opening = ScriptedLink::Opening::fails;
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(module.command("AT+MQTTUSERNAME=0,\"id\"") == mqtt_error("6002"));
  CHECK(module.command("AT+MQTTPASSWORD=0,\"id\"") == mqtt_error("6002"));
}

TEST_CASE("mqtt.md 9: the certificate ids may be 1") {
  MqttModule module;
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",1,1,\"\"") == ok);
}

TEST_CASE("mqtt.md 9: MQTTCONNCFG? shows zeros in state 1, and keepalive 0 as 0") {
  MqttModule module;
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG?") == "+MQTTCONNCFG:0,0,0,\"\",\"\",0,0\r\n" + ok);
}

TEST_CASE("mqtt.md 9: QoS and retain have no default") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\"") == core_code("01080003") + mqtt_error("6047"));
  MqttModule fresh;
  fresh.configure();
  CHECK(fresh.command("AT+MQTTCONNCFG=0,60,0,\"t\",\"m\"") == core_code("01080005") + mqtt_error("6036"));
  CHECK(fresh.command("AT+MQTTCONNCFG=0,60,0,\"t\",\"m\",0") == core_code("01080006") + mqtt_error("6038"));
}

TEST_CASE("mqtt.md 9: the port is quoted, in MQTTCONN? and in +MQTTCONNECTED") {
  MqttModule module;
  CHECK(module.connect() == "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n" + ok);
  CHECK(module.command("AT+MQTTCONN?") == "+MQTTCONN:0,4,1,\"broker\",\"1883\",\"\",0\r\n" + ok);
}

TEST_CASE("mqtt.md 9: a failed MQTTCONN tells of a disconnection although there was no connection") {
  MqttModule module;
  module.link.opening = ScriptedLink::Opening::refuses_client;
  CHECK(module.connect() == "+MQTTDISCONNECTED:0\r\n\r\nERROR\r\n");
}

TEST_CASE("mqtt.md 9: connected without a topic is state 4, and 5 only after the last MQTTUNSUB") {
  ConnectedModule module;
  CHECK(module.state() == 4);
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(module.state() == 5);
}

TEST_CASE("mqtt.md 9: the prompt of MQTTPUBRAW has no space, its result no leading line end and no OK") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0") == "\r\nOK\r\n\r\n>");
  CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
}

TEST_CASE("mqtt.md 9: ALREADY SUBSCRIBE and NO UNSUBSCRIBE are on the log, and the packets are sent again") {
  ConnectedModule module;
  module.command("AT+MQTTSUB=0,\"t\",0");
  CHECK(module.command("AT+MQTTSUB=0,\"t\",0") == ok);
  CHECK(module.command("AT+MQTTUNSUB=0,\"x\"") == ok);
  CHECK(module.link.subscribes.size() == 2);
  CHECK(module.link.unsubscribes.size() == 1);
  const std::string log = module.take_log();
  CHECK(log.find("ALREADY SUBSCRIBE\r\n") != std::string::npos);
  CHECK(log.find("NO UNSUBSCRIBE\r\n") != std::string::npos);
}

TEST_CASE("mqtt.md 9: an eleventh topic is OK, and not stored") {
  ConnectedModule module;
  for (int i = 0; i < 11; ++i) CHECK(module.command("AT+MQTTSUB=0,\"t" + std::to_string(i) + "\",0") == ok);
  CHECK(module.command("AT+MQTTSUB?").find("\"t10\"") == std::string::npos);
}

TEST_CASE("mqtt.md 9: MQTTSUB? is one dummy line in states 0 to 2, and no line without topics") {
  MqttModule module;
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,0,\"\",0\r\n" + ok);
  module.connect();
  CHECK(module.command("AT+MQTTSUB?") == ok);
}

TEST_CASE("mqtt.md 9: MQTT codes are printed as 0x010a6001, after AT+SYSLOG=1 only") {
  TestModule module;
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,0") == "AT+MQTTCONN=0,\"h\",1,0\r\n" + error);
  module.command("AT+SYSLOG=1");
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,0") == "AT+MQTTCONN=0,\"h\",1,0\r\nERR CODE:0x010a6001\r\n" + error);
}

TEST_CASE("mqtt.md 9: 6004 and 6051 are never produced, 6001 comes instead") {
  ConnectedModule module(true);
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,1") == mqtt_error("6001"));
  module.lose_link();
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,1") == mqtt_error("6001"));
}

TEST_CASE("mqtt.md 9: a command may take longer than 10 s") {
  ConnectedModule module;
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0").empty());
  CHECK(module.advance(Duration{20'000}).empty());
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md 9: MQTTCLEAN says nothing of a disconnection") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
}

TEST_CASE("mqtt.md 9: a command line of 256 bytes with its end is accepted") {
  ConnectedModule module;
  const std::string start = "AT+MQTTPUB=0,\"t\",\"";
  const std::string end = "\",0,0\r\n";
  CHECK(module.send(start + std::string(256 - start.size() - end.size(), 'd') + end) == ok);
  CHECK(module.send(start + std::string(257 - start.size() - end.size(), 'd') + end) == core_code("01030000") + error);
}

}  // namespace espat::at
