// What the document says of messages, subscriptions and MQTTCLEAN (versions.md; mqtt.md 9 has what the firmware does instead).

#include <catch2/catch.hpp>

#include "tests/at_engine/document_module.hpp"

namespace espat::at {
namespace {

const std::string prompt = ok + "\r\n> ";
const std::string already_subscribed = "\r\nALREADY SUBSCRIBE\r\n";
const std::string not_subscribed = "\r\nNO UNSUBSCRIBE\r\n";

}  // namespace

TEST_CASE("document MQTTPUB: topic, data, QoS and retain are sent, and answered with OK") {
  ConnectedModule module(document());
  for (const int qos : {0, 1, 2}) {
    for (const bool retain : {false, true}) {
      CHECK(module.command("AT+MQTTPUB=0,\"a/b\",\"data\"," + std::to_string(qos) + "," + std::to_string(retain)) == ok);
      CHECK(module.link.publishes.back().topic == "a/b");
      CHECK(module.link.publishes.back().payload == "data");
      CHECK(module.link.publishes.back().qos == qos);
      CHECK(module.link.publishes.back().retain == retain);
    }
  }
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",3,0") == short_error("6048"));
}

TEST_CASE("document MQTTPUB and MQTTPUBRAW: QoS defaults to 0") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",,") == ok);
  CHECK(module.link.publishes.back().qos == 0);
  CHECK_FALSE(module.link.publishes.back().retain);
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,,0") == prompt);
  CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
  CHECK(module.link.publishes.back().qos == 0);
}

TEST_CASE("document: topics have at most 64 bytes") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTPUB=0," + quoted(64) + ",\"d\",0,0") == ok);
  CHECK(module.command("AT+MQTTPUB=0," + quoted(65) + ",\"d\",0,0") == short_error("6043"));
  CHECK(module.command("AT+MQTTPUBRAW=0," + quoted(65) + ",1,0,0") == short_error("6043"));
  CHECK(module.command("AT+MQTTUNSUB=0," + quoted(65)) == short_error("6043"));
}

TEST_CASE("document MQTTPUB: a NUL cannot be sent") {
  ConnectedModule module(document());
  const std::string with_nul("AT+MQTTPUB=0,\"t\",\"a\0b\",0,0\r\n", 29);
  CHECK(module.send(with_nul) == core_code("01030000") + error);
  CHECK(module.link.publishes.empty());
}

TEST_CASE("document MQTTPUBRAW: OK and > with a blank, data until the length is met, then +MQTTPUB:OK") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",6,1,1") == prompt);
  const std::string data("a\0\r\n+,", 6);
  CHECK(module.send(data.substr(0, 5)).empty());
  CHECK(module.advance(Duration{3'600'000}).empty());
  CHECK(module.link.publishes.empty());
  CHECK(module.send(data.substr(5)) == "+MQTTPUB:OK\r\n");
  REQUIRE(module.link.publishes.size() == 1);
  CHECK(module.link.publishes[0].payload == data);
  CHECK(module.link.publishes[0].qos == 1);
  CHECK(module.link.publishes[0].retain);
}

TEST_CASE("document MQTTPUBRAW: QoS 0 to 2, retain 0 or 1") {
  ConnectedModule module(document());
  for (const int qos : {0, 1, 2}) {
    module.command("AT+MQTTPUBRAW=0,\"t\",1," + std::to_string(qos) + ",0");
    CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
    CHECK(module.link.publishes.back().qos == qos);
    CHECK_FALSE(module.link.publishes.back().retain);
  }
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,3,0") == short_error("6048"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,2") == short_error("604a"));
}

TEST_CASE("document MQTTPUBRAW: +MQTTPUB:FAIL when the message cannot be published") {
  ConnectedModule module(document());
  module.link.writes_succeed = false;
  module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0");
  CHECK(module.send("x") == disconnected + core_code("0000600c") + "+MQTTPUB:FAIL\r\n");
}

TEST_CASE("document MQTTPUBRAW: the length is limited by memory") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",0,0,0") == short_error("604c"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",100001,0,0") == short_error("6005"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",100000,0,0") == prompt);
}

TEST_CASE("document MQTTSUB: several topics, whose messages arrive as +MQTTSUBRECV") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTSUB=0,\"a\",0") == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"b\",1") == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"c\",2") == ok);
  REQUIRE(module.link.subscribes.size() == 3);
  CHECK(module.link.subscribes[2].topic == "c");
  CHECK(module.link.subscribes[2].qos == 2);
  CHECK(module.deliver("b", "hello") == "+MQTTSUBRECV:0,\"b\",5,hello\r\n");
  CHECK(module.command("AT+MQTTSUB=0,\"d\",3") == short_error("6048"));
}

TEST_CASE("document MQTTSUB: ALREADY SUBSCRIBE stands on the AT port before OK") {
  ConnectedModule module(document());
  module.command("AT+MQTTSUB=0,\"t\",0");
  module.take_log();
  CHECK(module.command("AT+MQTTSUB=0,\"t\",0") == already_subscribed + ok);
  CHECK(module.take_log().find("ALREADY") == std::string::npos);
}

TEST_CASE("document MQTTSUB: the query has a line for each topic") {
  ConnectedModule module(document());
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.command("AT+MQTTSUB=0,\"b\",2");
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"a\",0\r\n+MQTTSUB:0,6,\"b\",2\r\n" + ok);
}

TEST_CASE("document MQTTUNSUB: topics are removed one by one") {
  ConnectedModule module(document());
  module.command("AT+MQTTSUB=0,\"a\",0");
  module.command("AT+MQTTSUB=0,\"b\",0");
  CHECK(module.command("AT+MQTTUNSUB=0,\"a\"") == ok);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,6,\"b\",0\r\n" + ok);
  CHECK(module.command("AT+MQTTUNSUB=0,\"b\"") == ok);
  CHECK(module.command("AT+MQTTSUB?") == ok);
  CHECK(module.link.unsubscribes.size() == 2);
}

TEST_CASE("document MQTTUNSUB: NO UNSUBSCRIBE stands on the AT port before OK") {
  ConnectedModule module(document());
  module.take_log();
  CHECK(module.command("AT+MQTTUNSUB=0,\"t\"") == not_subscribed + ok);
  CHECK(module.take_log().find("NO UNSUBSCRIBE") == std::string::npos);
}

TEST_CASE("document MQTTCLEAN: it closes the connection, which is told before OK, and releases everything") {
  ConnectedModule module(document());
  module.command("AT+MQTTSUB=0,\"t\",0");
  CHECK(module.command("AT+MQTTCLEAN=0") == disconnected + ok);
  REQUIRE(module.link.closes.size() == 1);
  CHECK(module.link.closes[0].graceful);
  CHECK(module.state() == 0);
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,0,\"\",\"\",\"\",0,0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTSUB?") == "+MQTTSUB:0,0,\"\",0\r\n" + ok);
}

TEST_CASE("document MQTTCLEAN: what was lost before is not told again") {
  ConnectedModule module(document());
  CHECK(module.lose_link() == disconnected);
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
  CHECK(module.command("AT+MQTTCLEAN=0") == short_error("6003"));
  module.configure();
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
}

TEST_CASE("document: commands other than MQTTCONN answer within 10 s") {
  for (const std::string line :
       {"AT+MQTTPUB=0,\"t\",\"d\",1,0", "AT+MQTTPUB=0,\"t\",\"d\",2,0", "AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"t\""}) {
    ConnectedModule module(document());
    module.link.acknowledges = false;
    CHECK(module.command(line).empty());
    CHECK(module.advance(Duration{9'999}).empty());
    CHECK(module.advance(Duration{1}) == error);
  }
  ConnectedModule module(document());
  module.link.acknowledges = false;
  module.command("AT+MQTTPUBRAW=0,\"t\",1,1,0");
  CHECK(module.send("x").empty());
  CHECK(module.advance(Duration{9'999}).empty());
  CHECK(module.advance(Duration{1}) == "+MQTTPUB:FAIL\r\n");
}

TEST_CASE("document: MQTTCLEAN answers within 10 s, also when the broker does not close or an attempt waits") {
  ConnectedModule module(document());
  module.link.closes_when_asked = false;
  CHECK(module.command("AT+MQTTCLEAN=0").empty());
  CHECK(module.advance(Duration{1'001}) == disconnected + ok);
  ConnectedModule waiting(document(), true);
  waiting.lose_link();
  CHECK(waiting.command("AT+MQTTCLEAN=0").empty());
  CHECK(waiting.advance(Duration{5'001}) == ok);
}

TEST_CASE("document: what the document does not say is as on ESP32") {
  ConnectedModule module(document());
  CHECK(module.command("AT+MQTTUNSUB=0,\"t\",1") == short_error("6008"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"\",0,0") == short_error("6045"));
  for (int i = 0; i < 11; ++i) CHECK(module.command("AT+MQTTSUB=0,\"t" + std::to_string(i) + "\",0") == ok);
  CHECK(module.command("AT+MQTTSUB?").find("\"t10\"") == std::string::npos);
  CHECK(module.command("AT+GMR").find("Bin version:2.1.0(WROOM-32)\r\n") != std::string::npos);
}

}  // namespace espat::at
