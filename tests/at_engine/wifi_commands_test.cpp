#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

Setup fresh() {
  Setup setup = TestModule::joined();
  setup.station = StationStart::fresh;
  return setup;
}

const std::string wrong_mode = core_code("010a0000") + error;

}  // namespace

TEST_CASE("device-commands.md 6.1: CWMODE? and CWMODE=") {
  MqttModule module(fresh());
  CHECK(module.command("AT+CWMODE?") == "+CWMODE:2\r\n" + ok);
  for (const std::string mode : {"0", "1", "3", "3"}) {
    CHECK(module.command("AT+CWMODE=" + mode) == ok);
    CHECK(module.command("AT+CWMODE?") == "+CWMODE:" + mode + "\r\n" + ok);
  }
  CHECK(module.command("AT+CWMODE=1,0") == ok);
}

TEST_CASE("device-commands.md 6.1: CWMODE over 3 is invalid") {
  MqttModule module(fresh());
  CHECK(module.command("AT+CWMODE=4") == core_code("01070001") + error);
  CHECK(module.command("AT+CWMODE=9") == core_code("01070001") + error);
  CHECK(module.command("AT+CWMODE=-1") == core_code("01070001") + error);
  CHECK(module.command("AT+CWMODE=") == error);
  CHECK(module.command("AT+CWMODE=x") == core_code("01080000") + error);
}

TEST_CASE("device-commands.md 6.1: from soft-AP to station the stored access point is joined, unless auto_connect is 0") {
  MqttModule module;
  CHECK(module.command("AT+CWMODE=2") == "WIFI DISCONNECT\r\n" + ok);
  CHECK(module.command("AT+CWMODE=1") == ok + "WIFI CONNECTED\r\nWIFI GOT IP\r\n");
  CHECK(module.command("AT+CWMODE=2,0") == "WIFI DISCONNECT\r\n" + ok);
  CHECK(module.command("AT+CWMODE=3,0") == ok);
  CHECK(module.command("AT+CWMODE=0") == ok);
  CHECK(module.command("AT+CWMODE=1") == ok);
}

TEST_CASE("device-commands.md 6.1: CWMODE is stored while SYSSTORE=1") {
  MqttModule module(fresh());
  module.command("AT+CWMODE=3");
  module.command("AT+SYSSTORE=0");
  module.command("AT+CWMODE=0");
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+CWMODE?") == "+CWMODE:3\r\n" + ok);
}

TEST_CASE("device-commands.md 6.1: CWQAP prints the disconnection and OK, and OK alone when not connected") {
  MqttModule module;
  CHECK(module.command("AT+CWQAP") == "WIFI DISCONNECT\r\n" + ok);
  CHECK(module.command("AT+CWQAP") == ok);
  module.command("AT+CWMODE=2");
  CHECK(module.command("AT+CWQAP") == wrong_mode);
  module.command("AT+CWMODE=0");
  CHECK(module.command("AT+CWQAP") == wrong_mode);
}

TEST_CASE("mqtt.md 12: when Wi-Fi is lost, WIFI DISCONNECT stands before +MQTTDISCONNECTED:0") {
  ConnectedModule module;
  CHECK(module.command("AT+CWQAP") == "WIFI DISCONNECT\r\n" + disconnected + ok);
  CHECK(module.state() == 3);
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
}

TEST_CASE("mqtt.md 12: with reconnect=1 +MQTTDISCONNECTED:0 repeats at every attempt while Wi-Fi is down") {
  ConnectedModule module(true);
  CHECK(module.command("AT+CWQAP") == "WIFI DISCONNECT\r\n" + disconnected + ok);
  CHECK(module.advance(Duration{32'000}) == disconnected + disconnected + disconnected);
  CHECK(module.link.opens.size() == 1);
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == "WIFI CONNECTED\r\nWIFI GOT IP\r\n" + ok);
  CHECK(module.advance(Duration{12'000}) == connected_for_good);
}

TEST_CASE("device-commands.md 6.1: CWAUTOCONN is 0 or 1, and always stored") {
  MqttModule module;
  module.command("AT+SYSSTORE=0");
  CHECK(module.command("AT+CWAUTOCONN=0") == ok);
  CHECK(module.command("AT+CWAUTOCONN?") == "+CWAUTOCONN:0" + ok);
  CHECK(module.command("AT+CWAUTOCONN=2") == core_code("01070001") + error);
  CHECK(module.command("AT+CWAUTOCONN=-1") == core_code("01070001") + error);
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+CWAUTOCONN?") == "+CWAUTOCONN:0" + ok);
}

TEST_CASE("device-commands.md 6.1: CWDHCP shows the station as bit 0 and the soft-AP as bit 1") {
  MqttModule module;
  CHECK(module.command("AT+CWDHCP?") == "+CWDHCP:3" + ok);
  CHECK(module.command("AT+CWDHCP=0,1") == ok);
  CHECK(module.command("AT+CWDHCP?") == "+CWDHCP:2" + ok);
  CHECK(module.command("AT+CWDHCP=0,2") == ok);
  CHECK(module.command("AT+CWDHCP?") == "+CWDHCP:0" + ok);
  CHECK(module.command("AT+CWDHCP=1,3") == ok + "WIFI GOT IP\r\n");
  CHECK(module.command("AT+CWDHCP?") == "+CWDHCP:3" + ok);
  for (const auto* line : {"AT+CWDHCP=2,1", "AT+CWDHCP=1,0", "AT+CWDHCP=1,4"}) CHECK(module.command(line) == error);
}

TEST_CASE("device-commands.md 6.1: CIPSTA? shows the addresses, and zeros when down") {
  MqttModule module;
  CHECK(module.command("AT+CIPSTA?") ==
        "+CIPSTA:ip:\"192.168.1.100\"\r\n+CIPSTA:gateway:\"192.168.1.1\"\r\n+CIPSTA:netmask:\"255.255.255.0\"\r\n" + ok);
  module.command("AT+CWQAP");
  CHECK(module.command("AT+CIPSTA?") == "+CIPSTA:ip:\"0.0.0.0\"\r\n+CIPSTA:gateway:\"0.0.0.0\"\r\n+CIPSTA:netmask:\"0.0.0.0\"\r\n" + ok);
}

TEST_CASE("device-commands.md 6.1: CIPSTAMAC? prints lower case") {
  MqttModule module;
  CHECK(module.command("AT+CIPSTAMAC?") == "+CIPSTAMAC:\"7c:df:a1:01:02:04\"\r\n" + ok);
}

TEST_CASE("device-commands.md 6.1: CIFSR prints by mode, the soft-AP first") {
  const std::string softap = "+CIFSR:APIP,\"192.168.4.1\"\r\n+CIFSR:APMAC,\"7c:df:a1:01:02:05\"\r\n";
  const std::string mac = "+CIFSR:STAMAC,\"7c:df:a1:01:02:04\"\r\n";
  MqttModule module;
  CHECK(module.command("AT+CIFSR") == "+CIFSR:STAIP,\"192.168.1.100\"\r\n" + mac + ok);
  module.command("AT+CWMODE=3");
  CHECK(module.command("AT+CIFSR") == softap + "+CIFSR:STAIP,\"192.168.1.100\"\r\n" + mac + ok);
  module.command("AT+CWQAP");
  CHECK(module.command("AT+CIFSR") == softap + "+CIFSR:STAIP,\"0.0.0.0\"\r\n" + mac + ok);
  module.command("AT+CWMODE=2");
  CHECK(module.command("AT+CIFSR") == softap + ok);
  module.command("AT+CWMODE=0");
  CHECK(module.command("AT+CIFSR") == ok);
}

}  // namespace espat::at
