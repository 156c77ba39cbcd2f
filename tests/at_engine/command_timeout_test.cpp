// timeout_ms of v5.0: how it is read, and what its expiry does (mqtt.md 10.1, 14).

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const Profile& v5_0() { return esp32c3_v5_0_0_0(); }

/// The commands that take timeout_ms while connected, without it, and the 0-based index that it has.
const std::vector<std::pair<std::string, int>> commands{
    {"AT+MQTTPUB=0,\"t\",\"d\",1,0", 5}, {"AT+MQTTPUBRAW=0,\"t\",1,1,0", 5}, {"AT+MQTTSUB=0,\"t\",1", 3}, {"AT+MQTTUNSUB=0,\"t\"", 2}};

std::string connect_within(const std::string& timeout) { return "AT+MQTTCONN=0,\"broker\",1883,0," + timeout; }

}  // namespace

TEST_CASE("mqtt.md 10.1, 14: timeout_ms may be 3000 to 60000") {
  for (const std::string timeout : {"3000", "15000", "60000", "0xbb8"}) {
    for (const auto& [command, index] : commands) {
      ConnectedModule module(v5_0());
      const bool is_raw = command.find("RAW") != std::string::npos;
      CHECK(module.command(command + "," + timeout) == (is_raw ? ok + "\r\n>" : ok));
    }
    MqttModule module(v5_0());
    module.configure();
    CHECK(module.command(connect_within(timeout)) == connected + ok);
  }
}

TEST_CASE("mqtt.md 10.1, 14: timeout_ms out of range gives ERROR without a code, and nothing is done") {
  for (const std::string timeout : {"0", "2999", "60001", "-1"}) {
    ConnectedModule module(v5_0());
    for (const auto& [command, index] : commands) CHECK(module.command(command + "," + timeout) == error);
    CHECK(module.link.publishes.empty());
    CHECK(module.link.subscribes.empty());
    CHECK(module.link.unsubscribes.empty());
    MqttModule fresh(v5_0());
    fresh.configure();
    CHECK(fresh.command(connect_within(timeout)) == error);
    CHECK(fresh.link.opens.empty());
    CHECK(fresh.state() == 1);
  }
}

TEST_CASE("mqtt.md 10.1, 14: a timeout_ms that is no number has the code of the core and no MQTT code") {
  for (const std::string timeout : {"x", "\"3000\"", "3000.0"}) {
    ConnectedModule module(v5_0());
    for (const auto& [command, index] : commands) {
      CHECK(module.command(command + "," + timeout) == core_code("0108000" + std::to_string(index)) + error);
    }
    MqttModule fresh(v5_0());
    fresh.configure();
    CHECK(fresh.command(connect_within(timeout)) == core_code("01080004") + error);
    CHECK(fresh.link.opens.empty());
  }
}

TEST_CASE("mqtt.md 10.1, 14: a parameter behind timeout_ms gives ERROR without a code") {
  ConnectedModule module(v5_0());
  for (const auto& [command, index] : commands) CHECK(module.command(command + ",3000,1") == error);
}

TEST_CASE("mqtt.md 10.1, 14: timeout_ms is read after all other parameters") {
  ConnectedModule module(v5_0());
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",3,0,1") == mqtt_error("6048"));
  CHECK(module.command("AT+MQTTSUB=0,\"t\",3,1") == mqtt_error("6048"));
}

TEST_CASE("mqtt.md 10.1, 14: without an acknowledgement the command ends when timeout_ms has passed, after 15 s without it") {
  for (const auto& [suffix, milliseconds] : {std::pair{",3000", 3'000}, {",60000", 60'000}, {"", 15'000}}) {
    for (const std::string command : {"AT+MQTTPUB=0,\"t\",\"d\",1,0", "AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"t\""}) {
      ConnectedModule module(v5_0());
      module.link.acknowledges = false;
      CAPTURE(command, suffix);
      CHECK(module.command(command + suffix).empty());
      const std::string before = module.advance(Duration{milliseconds - 1});
      const bool is_given_up_before = milliseconds > 30'000;  // then the message is forgotten first
      CHECK(before == (is_given_up_before ? error : ""));
      CHECK(module.advance(Duration{1}) == (is_given_up_before ? "" : error));
    }
  }
}

TEST_CASE("mqtt.md 10.1, 14: MQTTPUBRAW ends with +MQTTPUB:FAIL, counted from the last data byte") {
  ConnectedModule module(v5_0());
  module.link.acknowledges = false;
  module.command("AT+MQTTPUBRAW=0,\"t\",2,1,0,3000");
  module.send("a");
  CHECK(module.advance(Duration{100'000}).empty());
  CHECK(module.send("b").empty());
  CHECK(module.advance(Duration{2'999}).empty());
  CHECK(module.advance(Duration{1}) == "+MQTTPUB:FAIL\r\n");
}

TEST_CASE("mqtt.md 10.1, 14: MQTTCONN ends after timeout_ms, and destroys the client") {
  MqttModule module(v5_0());
  module.link.opening = ScriptedLink::Opening::lacks_connack;
  module.configure();
  CHECK(module.command(connect_within("3000")).empty());
  CHECK(module.advance(Duration{2'999}).empty());
  CHECK(module.advance(Duration{60'000}) == disconnected + error);
  CHECK(module.state() == 2);
}

TEST_CASE("mqtt.md 10.1, 14: a SUBACK that refuses fails MQTTSUB, the topic is not stored, state 6 all the same") {
  ConnectedModule module(v5_0());
  module.link.acknowledges = false;
  CHECK(module.command("AT+MQTTSUB=0,\"t\",1").empty());
  CHECK(module.acknowledge(true) == error);
  CHECK(module.command("AT+MQTTSUB?") == ok);
  CHECK(module.state() == 6);
}

TEST_CASE("mqtt.md 10.1, 15: the length of MQTTLONGCLIENTID and its like is 1 to 1024") {
  MqttModule module(v5_0());
  module.configure();
  const std::vector<std::pair<std::string, std::string>> long_commands{
      {"AT+MQTTLONGCLIENTID=0,", "6016"}, {"AT+MQTTLONGUSERNAME=0,", "6019"}, {"AT+MQTTLONGPASSWORD=0,", "601c"}};
  for (const auto& [start, code] : long_commands) {
    CHECK(module.command(start + "0") == mqtt_error(code));
    CHECK(module.command(start + "1025") == mqtt_error(code));
    CHECK(module.command(start + "1024") == ok + "\r\n>");
    CHECK(module.send(std::string(1'024, 'y')) == ok);
  }
}

}  // namespace espat::at
