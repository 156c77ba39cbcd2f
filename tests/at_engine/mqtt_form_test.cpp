#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::vector<std::string> with_query{"MQTTUSERCFG", "MQTTCLIENTID", "MQTTUSERNAME", "MQTTPASSWORD",
                                          "MQTTCONNCFG", "MQTTCONN",     "MQTTSUB"};
const std::vector<std::string> without_query{"MQTTPUB", "MQTTPUBRAW", "MQTTUNSUB", "MQTTCLEAN"};

std::vector<std::string> all_commands() {
  std::vector<std::string> all = with_query;
  all.insert(all.end(), without_query.begin(), without_query.end());
  return all;
}

}  // namespace

TEST_CASE("mqtt.md 0.1: a wrong form is a plain ERROR, an unknown name has a code") {
  MqttModule module;
  CHECK(module.command("AT+MQTTPUB?") == error);
  CHECK(module.command("AT+MQTTPUBX?") == core_code("01090000") + error);
}

TEST_CASE("mqtt.md 0.1: the five kinds of result") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTSUB=0,\"t\",0") == "\r\nOK\r\n");
  CHECK(module.command("AT+MQTTSUB=1,\"t\",0") == mqtt_code("6011") + "\r\nERROR\r\n");
  CHECK(module.send("AT+MQTTSUB?\r\nAT\r\n") == core_code("010b0000") + busy + "+MQTTSUB:0,6,\"t\",0\r\n" + ok);
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0") == ok + "\r\n>");
  CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
}

TEST_CASE("mqtt.md 0.2: an error has a code on the AT port with SYSLOG=1 only, and always one on the log") {
  TestModule module;
  module.command("ATE0");
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == error);
  CHECK(module.take_log() == "[at-mqtt]error code:0x6006\r\n");
  module.command("AT+SYSLOG=1");
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == "ERR CODE:0x010a6006\r\n\r\nERROR\r\n");
  CHECK(module.take_log() == "[at-mqtt]error code:0x6006\r\n");
}

TEST_CASE("mqtt.md 0.2: a warning is on the log only, in upper-case hexadecimal, and the command goes on") {
  MqttModule module;
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"\",\"\",\"\",0,0,\"\"") == ok);
  CHECK(module.take_log() == "[at-mqtt]warning code:0x6015\r\n[at-mqtt]warning code:0x6018\r\n[at-mqtt]warning code:0x601B\r\n");
}

TEST_CASE("mqtt.md 0.3: the code of the parser is printed before the MQTT code") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTSUB=0,\"t\"") == "ERR CODE:0x01080002\r\nERR CODE:0x010a6047\r\n\r\nERROR\r\n");
}

TEST_CASE("mqtt.md 1: no MQTT command has a test form or an execute form") {
  MqttModule module;
  for (const std::string& name : all_commands()) {
    CHECK(module.command("AT+" + name + "=?") == error);
    CHECK(module.command("AT+" + name) == error);
  }
}

TEST_CASE("mqtt.md 1: seven commands have a query, four have none") {
  MqttModule module;
  for (const std::string& name : with_query) CHECK(module.command("AT+" + name + "?").substr(0, name.size() + 3) == "+" + name + ":0");
  for (const std::string& name : without_query) CHECK(module.command("AT+" + name + "?") == error);
}

TEST_CASE("mqtt.md 1: all eleven commands can be set") {
  MqttModule module;
  for (const std::string& name : all_commands()) CHECK(module.command("AT+" + name + "=1") != error);
}

TEST_CASE("mqtt.md 10: commands of later versions do not exist") {
  MqttModule module;
  for (const std::string name :
       {"MQTTLONGCLIENTID=0,1", "MQTTLONGUSERNAME=0,1", "MQTTLONGPASSWORD=0,1", "MQTTALPN=0,0", "MQTTSNI=0,\"x\""}) {
    CHECK(module.command("AT+" + name) == core_code("01090000") + error);
  }
}

}  // namespace espat::at
