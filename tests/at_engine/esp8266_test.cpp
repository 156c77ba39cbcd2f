// What a host sees differently on ESP8266 (device-commands.md 7, and mqtt.md where it names the chip).

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const Profile& esp8266() { return esp8266_v2_1_0_0(); }

/// Connected to a broker whose packets need 20 ms here and back, and left alone for so long.
class DistantModule : public MqttModule {
 public:
  DistantModule() : MqttModule(setup(), esp8266()) {
    connect();
    advance(round_trip);
  }

 private:
  static constexpr Duration round_trip{20};
  static Setup setup() {
    Setup setup = joined();
    setup.round_trip = round_trip;
    return setup;
  }
};

}  // namespace

TEST_CASE("device-commands.md 7: AT+GMR on ESP8266") {
  MqttModule module(esp8266());
  CHECK(module.command("AT+GMR") ==
        "AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)\r\n"
        "SDK version:v3.3-2-gb6e861a\r\n"
        "compile time(36bb200):Jul 28 2020 08:30:34\r\n"
        "Bin version:2.1.0(WROOM-02)\r\n"
        "\r\nOK\r\n");
}

TEST_CASE("device-commands.md 7: AT+UART_CUR? on ESP8266 prints what its clock divides to") {
  MqttModule module(esp8266());
  CHECK(module.command("AT+UART_CUR?") == "+UART_CUR:115273,8,1,0,1\r\n" + ok);
  CHECK(module.command("AT+UART_DEF?") == "+UART_DEF:115200,8,1,0,1\r\n" + ok);
}

TEST_CASE("device-commands.md 7: the free memory of ESP8266 is some tens of kilobytes") {
  MqttModule module(esp8266());
  CHECK(module.command("AT+SYSRAM?") == "+SYSRAM:38000" + ok);
}

TEST_CASE("device-commands.md 7: AT+CIFSR on ESP8266 has soft-AP and station") {
  MqttModule module(esp8266());
  module.command("AT+CWMODE=3");
  CHECK(module.command("AT+CIFSR") ==
        "+CIFSR:APIP,\"192.168.4.1\"\r\n+CIFSR:APMAC,\"7c:df:a1:01:02:05\"\r\n"
        "+CIFSR:STAIP,\"192.168.1.100\"\r\n+CIFSR:STAMAC,\"7c:df:a1:01:02:04\"\r\n" +
            ok);
}

TEST_CASE("device-commands.md 7: the commands of ESP32 alone do not exist on ESP8266") {
  MqttModule module(esp8266());
  for (const auto* line : {"AT+SYSLSPCFG?", "AT+SYSLSP", "AT+BLEINIT?", "AT+BLUFI?", "AT+FS=0,0", "AT+CIPETH?"}) {
    CHECK(module.command(line) == core_code("01090000") + error);
  }
}

TEST_CASE("device-commands.md 6.1: on ESP8266 WIFI DISCONNECT comes after the OK of AT+CWQAP") {
  ConnectedModule module(esp8266());
  CHECK(module.command("AT+CWQAP") == ok + "WIFI DISCONNECT\r\n" + disconnected);
  CHECK(module.command("AT+CWQAP") == ok);
}

TEST_CASE("at-core.md 8: on ESP8266 WIFI DISCONNECT comes between the OK of AT+RST and ready") {
  MqttModule module(esp8266());
  CHECK(module.command("AT+RST") == ok + "WIFI DISCONNECT\r\n");
  CHECK(module.advance(Duration{20}).substr(0, 9) == "\r\nready\r\n");
}

TEST_CASE("mqtt.md 2: ESP8266 raises no ERROR event, and tells no attempt on the log") {
  MqttModule module(esp8266());
  module.link.opening = ScriptedLink::Opening::refuses_client;
  CHECK(module.connect() == disconnected + error);
  CHECK(module.take_log() == "all parameters are ready\r\nMQTT_EVENT_DISCONNECTED\r\n");
  module.link.opening = ScriptedLink::Opening::succeeds;
  CHECK(module.connect() == connected + ok);
  CHECK(module.take_log() == "all parameters are ready\r\nMQTT_EVENT_CONNECTED\r\n");
  CHECK(module.lose_link() == disconnected);
  CHECK(module.take_log() == "MQTT_EVENT_DISCONNECTED\r\n");
}

TEST_CASE("mqtt.md 4: on ESP8266 an empty client id fails when no CONNACK has come for 10 s") {
  MqttModule module(esp8266());
  module.link.opening = ScriptedLink::Opening::lacks_connack;
  module.command("AT+MQTTUSERCFG=0,1,\"\",\"u\",\"p\",0,0,\"\"");
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0").empty());
  CHECK(module.link.opens.size() == 1);
  CHECK(module.advance(Duration{9'999}).empty());
  CHECK(module.advance(Duration{2}) == disconnected + error);
}

TEST_CASE("mqtt.md 5.1: on ESP8266 a failed write gives the code and ERROR first, +MQTTDISCONNECTED:0 within 1 s") {
  ConnectedModule module(esp8266());
  module.link.writes_succeed = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == mqtt_error("600c"));
  CHECK(module.state() == 4);
  CHECK(module.advance(Duration{1'001}) == disconnected);
  CHECK(module.state() == 3);
}

TEST_CASE("mqtt.md 5.1: on ESP8266 a failed write of MQTTSUB, MQTTUNSUB and MQTTPUBRAW has its code first too") {
  const std::vector<std::pair<std::string, std::string>> commands{{"AT+MQTTSUB=0,\"t\",1", mqtt_error("600d")},
                                                                  {"AT+MQTTUNSUB=0,\"t\"", mqtt_error("600e")}};
  for (const auto& [line, answer] : commands) {
    ConnectedModule module(esp8266());
    module.link.writes_succeed = false;
    CHECK(module.command(line) == answer);
    CHECK(module.advance(Duration{1'001}) == disconnected);
  }
  ConnectedModule module(esp8266());
  module.link.writes_succeed = false;
  module.command("AT+MQTTPUBRAW=0,\"t\",1,1,0");
  CHECK(module.send("x") == mqtt_code("600c") + "+MQTTPUB:FAIL\r\n");
  CHECK(module.advance(Duration{1'001}) == disconnected);
}

TEST_CASE("mqtt.md 5.1: on ESP8266 a PUBLISH has to fit into 512 bytes") {
  struct Packet {
    int qos;
    int longest;  ///< payload bytes for a topic of one
  };
  for (const auto& [qos, longest] : {Packet{0, 506}, Packet{1, 504}, Packet{2, 504}}) {
    ConnectedModule module(esp8266());
    const auto answer = [&module, qos = qos](int length) {
      module.command("AT+MQTTPUBRAW=0,\"t\"," + std::to_string(length) + "," + std::to_string(qos) + ",0");
      return module.send(std::string(static_cast<std::size_t>(length), 'x'));
    };
    CAPTURE(qos);
    CHECK(answer(longest) == "+MQTTPUB:OK\r\n");
    CHECK(answer(longest + 1) == mqtt_code("600c") + "+MQTTPUB:FAIL\r\n");
    CHECK(module.link.publishes.size() == 1);
    CHECK(module.state() == 4);
  }
}

TEST_CASE("mqtt.md 5.1: on ESP8266 the length of the topic counts for the 512 bytes") {
  ConnectedModule module(esp8266());
  const std::string topic = "\"" + std::string(64, 'y') + "\"";
  module.command("AT+MQTTPUBRAW=0," + topic + ",444,0,0");
  CHECK(module.send(std::string(444, 'x')) == mqtt_code("600c") + "+MQTTPUB:FAIL\r\n");
  module.command("AT+MQTTPUBRAW=0," + topic + ",443,0,0");
  CHECK(module.send(std::string(443, 'x')) == "+MQTTPUB:OK\r\n");
}

TEST_CASE("mqtt.md 5.2: on ESP8266 a message over 20000 bytes finds no memory") {
  ConnectedModule module(esp8266());
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",20001,0,0") == mqtt_error("6005"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",20000,0,0") == ok + "\r\n>");
}

TEST_CASE("mqtt.md 5.2 case 4: on ESP8266 a publish after the loss fails at every QoS, and is not sent later") {
  for (const std::string qos : {"0", "1", "2"}) {
    ConnectedModule module(esp8266(), true);
    module.command("AT+MQTTPUBRAW=0,\"t\",3," + qos + ",0");
    CHECK(module.lose_link().empty());
    CHECK(module.send("abc") == "+MQTTDISCONNECTED:0" + mqtt_code("600c") + "+MQTTPUB:FAIL\r\n");
    CHECK(module.advance(Duration{20'000}) == connected_for_good);
    CHECK(module.link.publishes.empty());
  }
}

TEST_CASE("mqtt.md 5.4: on ESP8266 messages are split at 512 bytes") {
  ConnectedModule module(esp8266());
  const auto line = [](std::size_t size) { return "+MQTTSUBRECV:0,\"t\"," + std::to_string(size) + "," + std::string(size, 'x') + "\r\n"; };
  CHECK(module.deliver("t", std::string(506, 'x')) == line(506));
  CHECK(module.deliver("t", std::string(507, 'x')) == line(506) + line(1));
  CHECK(module.deliver("t", std::string(505, 'x'), 1) == line(504) + line(1));
  CHECK(module.deliver("t", std::string(1'100, 'x')) == line(506) + line(512) + line(82));
}

TEST_CASE("mqtt.md 5.4: on ESP8266 only the first of several packets in one read is noticed") {
  DistantModule module;
  const auto message = [&module](const std::string& payload) { return MqttReceived{module.attempt(), "t", payload, 0}; };
  // The first leaves alone; what the broker sends until it is acknowledged leaves in one segment.
  CHECK(module.receive({message("one")}) == "+MQTTSUBRECV:0,\"t\",3,one\r\n");
  module.advance(Duration{10});
  CHECK(module.receive({message("two"), message("three")}) == "+MQTTSUBRECV:0,\"t\",3,two\r\n");
  module.advance(Duration{9});
  CHECK(module.receive({message("four")}).empty());
  module.advance(Duration{1});
  CHECK(module.receive({message("five")}) == "+MQTTSUBRECV:0,\"t\",4,five\r\n");
}

TEST_CASE("mqtt.md 5.4: on ESP8266 what the broker sends right behind CONNACK comes in one read") {
  DistantModule module;
  module.command("AT+MQTTCLEAN=0");
  module.advance(Duration{1'001});
  module.connect();
  CHECK(module.receive({MqttReceived{module.attempt(), "t", "one", 0}, MqttReceived{module.attempt(), "t", "two", 0}}) ==
        "+MQTTSUBRECV:0,\"t\",3,one\r\n");
}

TEST_CASE("mqtt.md 5.4: on ESP8266 every packet is a read of its own when the broker is no way off") {
  ConnectedModule module(esp8266());
  CHECK(module.receive({MqttReceived{module.attempt(), "t", "one", 0}, MqttReceived{module.attempt(), "t", "two", 0},
                        MqttReceived{module.attempt(), "t", "three", 0}}) ==
        "+MQTTSUBRECV:0,\"t\",3,one\r\n+MQTTSUBRECV:0,\"t\",3,two\r\n+MQTTSUBRECV:0,\"t\",5,three\r\n");
}

TEST_CASE("mqtt.md 5.4: on ESP8266 a packet that fills the read leaves the next one for the next read") {
  DistantModule module;
  const std::string full(506, 'x');
  module.receive({MqttReceived{module.attempt(), "t", "first", 0}});
  CHECK(module.receive({MqttReceived{module.attempt(), "t", full, 0}, MqttReceived{module.attempt(), "t", "next", 0}}) ==
        "+MQTTSUBRECV:0,\"t\",506," + full + "\r\n+MQTTSUBRECV:0,\"t\",4,next\r\n");
}

TEST_CASE("mqtt.md 5.4: on ESP8266 the acknowledgement of a message that comes back itself is a read of its own") {
  DistantModule module;
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0").empty());
  const Operation operation = module.link.publishes[0].operation;
  CHECK(module.receive({MqttReceived{module.attempt(), "t", "d", 1}, MqttAcknowledged{module.attempt(), operation}}) ==
        "+MQTTSUBRECV:0,\"t\",1,d\r\n" + ok);
}

TEST_CASE("mqtt.md 5.4: on ESP8266 an acknowledgement behind a message in one read is lost, and not asked for again") {
  DistantModule module;
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0").empty());
  const Operation operation = module.link.publishes[0].operation;
  const MqttReceived message{module.attempt(), "t", "x", 0};
  CHECK(module.receive({message, message, MqttAcknowledged{module.attempt(), operation}}) ==
        "+MQTTSUBRECV:0,\"t\",1,x\r\n+MQTTSUBRECV:0,\"t\",1,x\r\n");
  CHECK(module.advance(Duration{29'000}).empty());
  CHECK(module.link.retransmits.empty());
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md 5.1: ESP8266 sends nothing again") {
  for (const std::string line : {"AT+MQTTPUB=0,\"t\",\"d\",1,0", "AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"t\""}) {
    ConnectedModule module(esp8266());
    module.link.acknowledges = false;
    CHECK(module.command(line).empty());
    CHECK(module.advance(Duration{45'000}).empty());
    CHECK(module.link.retransmits.empty());
  }
}

TEST_CASE("mqtt.md 6: on ESP8266 MQTTCLEAN cuts the link without DISCONNECT, OK within 1 s") {
  ConnectedModule module(esp8266());
  module.advance(Duration{1'500});
  CHECK(module.command("AT+MQTTCLEAN=0").empty());
  CHECK(module.link.closes.empty());
  CHECK(module.advance(Duration{1'001}) == ok);
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
  CHECK(module.state() == 0);
}

}  // namespace espat::at
