#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

Setup joining_setup() {
  Setup setup = TestModule::joined();
  setup.station = StationStart::joins;
  return setup;
}

bool has_restart(const Effects& effects) {
  return std::any_of(effects.begin(), effects.end(), [](const Effect& effect) { return std::holds_alternative<Restart>(effect); });
}

}  // namespace

TEST_CASE("at-core.md 3.1: power-up ends with ready") {
  Setup setup;
  setup.station = StationStart::fresh;
  CHECK(TestModule(setup).boot_text == "\r\nready\r\n");
}

TEST_CASE("at-core.md 3.1: a station that is assumed joined says nothing of it at any boot") {
  Setup setup = TestModule::joined();
  setup.station = StationStart::joined;
  TestModule module(setup);
  CHECK(module.boot_text == "\r\nready\r\n");
  CHECK(module.command("AT+RST") == "AT+RST\r\n" + ok);
  CHECK(module.advance(Duration{20}) == "\r\nready\r\n");
  CHECK(module.command("AT+CIFSR").find("STAIP,\"192.168.1.100\"") != std::string::npos);
}

TEST_CASE("at-core.md 3.1: a stored access point is joined after ready") {
  CHECK(TestModule(joining_setup()).boot_text == "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
  Setup slow = joining_setup();
  slow.air_times.associate = Duration{1'500};
  slow.air_times.address = Duration{2'000};
  TestModule module(slow);
  CHECK(module.boot_text == "\r\nready\r\n");
  CHECK(module.advance(Duration{1'499}).empty());
  CHECK(module.advance(Duration{1}) == "WIFI CONNECTED\r\n");
  CHECK(module.advance(Duration{1'999}).empty());
  CHECK(module.advance(Duration{1}) == "WIFI GOT IP\r\n");
}

TEST_CASE("at-core.md 3.1: nothing is joined with CWAUTOCONN=0 or without a station") {
  TestModule module(joining_setup());
  module.command("AT+CWAUTOCONN=0");
  module.command("AT+RST");
  CHECK(module.advance(Duration{5'000}) == "\r\nready\r\n");
  module.command("AT+CWAUTOCONN=1");
  module.command("AT+CWMODE=2");
  module.command("AT+RST");
  CHECK(module.advance(Duration{5'000}) == "\r\nready\r\n");
}

TEST_CASE("at-core.md 3.1: failed attempts at power-up are repeated for ever without a word") {
  TestModule module(joining_setup());
  module.command("AT+CWJAP=\"nowhere\",\"x\"");
  module.advance(Duration{20'000});
  module.command("AT+RST");
  CHECK(module.advance(Duration{600'000}) == "\r\nready\r\n");
}

TEST_CASE("at-core.md 3.1: AT+RST answers OK, and restarts 20 ms later") {
  TestModule module;
  CHECK(module.command("AT+RST") == "AT+RST\r\n" + ok);
  CHECK(module.advance(Duration{19}).empty());
  CHECK_FALSE(has_restart(module.take_other_effects()));
  CHECK(module.advance(Duration{1}) == "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
  CHECK(has_restart(module.take_other_effects()));
}

TEST_CASE("at-core.md 3.1: bytes received before the core starts are lost") {
  Setup setup = TestModule::joined();
  setup.restart_time = Duration{300};
  TestModule module(setup);
  module.command("AT+CWAUTOCONN=0");
  module.command("AT+RST");
  CHECK(module.advance(Duration{100}).empty());
  CHECK(module.send("AT\r\n").empty());
  CHECK(module.send("AT+SY").empty());
  CHECK(module.advance(Duration{220}) == "\r\nready\r\n");
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 3.1: a restart drops the MQTT connection without a word to the broker") {
  ConnectedModule module;
  module.command("AT+RST");
  module.advance(Duration{1'000});
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
  CHECK(module.lose_link().empty());
  CHECK(module.command("AT+MQTTCONN?") == "AT+MQTTCONN?\r\n+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n" + ok);
}

TEST_CASE("device-commands.md 6.4: nothing of MQTT is stored") {
  MqttModule module;
  module.configure();
  module.configure_connection();
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,0,\"\",\"\",\"\",0,0,\"\"\r\n" + ok);
  CHECK(module.command("AT+MQTTCONNCFG?") == "+MQTTCONNCFG:0,0,0,\"\",\"\",0,0\r\n" + ok);
}

}  // namespace espat::at
