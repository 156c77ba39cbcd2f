#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::string warning(const std::string& digits) { return "[at-mqtt]warning code:0x" + digits + "\r\n"; }

}  // namespace

TEST_CASE("mqtt.md 8: a session on the log") {
  MqttModule module;
  module.connect();
  CHECK(module.take_log() == "all parameters are ready\r\nOther event id:7\r\nMQTT_EVENT_CONNECTED\r\n");
  module.command("AT+MQTTSUB=0,\"t\",1");
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.take_log() == "MQTT_EVENT_SUBSCRIBED\r\nMQTT_EVENT_SUBSCRIBED\r\nALREADY SUBSCRIBE\r\n");
  module.command("AT+MQTTPUBRAW=0,\"t\",2,1,0");
  module.send("ab");
  CHECK(module.take_log() == "Recv 2 bytes\r\nMQTT_EVENT_PUBLISHED\r\n");
  module.command("AT+MQTTUNSUB=0,\"t\"");
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(module.take_log() == "MQTT_EVENT_UNSUBSCRIBED\r\ntopic removed\r\nMQTT_EVENT_UNSUBSCRIBED\r\nNO UNSUBSCRIBE\r\n");
  module.lose_link();
  CHECK(module.take_log() == "MQTT_EVENT_ERROR\r\nMQTT_EVENT_DISCONNECTED\r\n");
  module.command("AT+MQTTCLEAN=0");
  module.command("AT+MQTTCLEAN=0");
  CHECK(module.take_log() == "uninitiated or already clean\r\n[at-mqtt]error code:0x6003\r\n");
}

TEST_CASE("mqtt.md 0.2: the seven warnings") {
  MqttModule module;
  module.command("AT+MQTTUSERCFG=0,6,\"\",\"\",\"\",0,0,\"\"");
  CHECK(module.take_log() == warning("6015") + warning("6018") + warning("601B") + warning("6028"));
  module.command("AT+MQTTCONNCFG=0,0,0,\"\",\"\",0,0");
  CHECK(module.take_log() == warning("602C") + warning("6031") + warning("6034"));
}

TEST_CASE("mqtt.md 3: the path warns only for the WebSocket schemes") {
  for (int scheme = 1; scheme <= 10; ++scheme) {
    MqttModule module;
    module.configure(scheme);
    CHECK(module.take_log() == (scheme >= 6 ? warning("6028") : ""));
  }
}

TEST_CASE("mqtt.md 3: MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD warn about an empty value") {
  MqttModule module;
  module.configure();
  CHECK(module.command("AT+MQTTCLIENTID=0,\"\"") == ok);
  CHECK(module.take_log() == warning("6015"));
  CHECK(module.command("AT+MQTTUSERNAME=0,") == ok);
  CHECK(module.take_log() == warning("6018"));
  CHECK(module.command("AT+MQTTPASSWORD=0,\"\"") == ok);
  CHECK(module.take_log() == warning("601B"));
}

TEST_CASE("mqtt.md 3: a missing client id warns before the count fails") {
  MqttModule module;
  module.configure();
  module.command("AT+MQTTCLIENTID=0");
  CHECK(module.take_log() == warning("6015") + "[at-mqtt]error code:0x6008\r\n");
}

TEST_CASE("mqtt.md 0.2: error codes on the log have upper-case digits") {
  MqttModule module;
  module.configure();
  CHECK(module.command("AT+MQTTCONN=0,\"\",1883,0") == mqtt_error("603b"));
  CHECK(module.take_log() == "[at-mqtt]error code:0x603B\r\n");
}

TEST_CASE("mqtt.md 8: nothing of the log reaches the AT port") {
  MqttModule module;
  std::string text = module.connect();
  for (const auto* line : {"AT+MQTTSUB=0,\"t\",1", "AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"x\"", "AT+MQTTCLEAN=0"}) {
    text += module.command(line);
  }
  CHECK(text == connected + ok + ok + ok + ok + ok);
}

}  // namespace espat::at
