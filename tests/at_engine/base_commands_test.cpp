#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {

TEST_CASE("device-commands.md 5: AT and ATE") {
  MqttModule module;
  CHECK(module.command("AT") == ok);
  CHECK(module.command("ATE0") == ok);
  CHECK(module.command("ATE") == core_code("01090000") + error);
  CHECK(module.command("ATE2") == core_code("01090000") + error);
}

TEST_CASE("device-commands.md 5: AT+CMD? and what came after v2.1 do not exist") {
  MqttModule module;
  for (const auto* line : {"AT+CMD?", "AT+CWSTATE?", "AT+CWRECONNCFG?", "AT+SYSMFG?", "AT+SYSREG=0,1", "AT+SYSTEMP?"}) {
    CHECK(module.command(line) == core_code("01090000") + error);
  }
}

TEST_CASE("device-commands.md 5: no base, UART or Wi-Fi command has a test form") {
  MqttModule module;
  for (const std::string name :
       {"RST",      "RESTORE",  "GMR",    "GSLP",  "SLEEP", "SYSRAM",     "SYSMSG", "SYSLOG", "SYSSTORE",  "SYSTIMESTAMP", "UART",
        "UART_CUR", "UART_DEF", "CWMODE", "CWJAP", "CWQAP", "CWAUTOCONN", "CWDHCP", "CIPSTA", "CIPSTAMAC", "CIFSR"}) {
    CHECK(module.command("AT+" + name + "=?") == error);
  }
}

TEST_CASE("device-commands.md 5.1: AT+GMR") {
  TestModule module;
  CHECK(module.command("AT+GMR") ==
        "AT+GMR\r\n"
        "AT version:2.1.0.0(883f7f2 - Jul 24 2020 11:50:07)\r\n"
        "SDK version:v4.0.1-193-ge7ac221\r\n"
        "compile time(0ad6331):Jul 28 2020 02:47:21\r\n"
        "Bin version:2.1.0(WROOM-32)\r\n"
        "\r\nOK\r\n");
}

TEST_CASE("device-commands.md 5: AT+RESTORE leaves the access point, answers OK, and forgets the settings") {
  TestModule module;
  CHECK(module.command("AT+RESTORE") == "AT+RESTORE\r\nWIFI DISCONNECT\r\n" + ok);
  CHECK(module.advance(Duration{1'000}) == "\r\nready\r\n");
  CHECK(module.command("AT+CWMODE?") == "AT+CWMODE?\r\n+CWMODE:2\r\n" + ok);
}

TEST_CASE("device-commands.md 5: AT+GSLP answers OK only, sleeps, and starts again with ready") {
  MqttModule module;
  CHECK(module.command("AT+GSLP=5000").substr(0, 6) == ok);
  CHECK(module.send("AT\r\n").empty());
  CHECK(module.advance(Duration{4'999}).empty());
  CHECK(module.advance(Duration{1}).substr(0, 9) == "\r\nready\r\n");
  CHECK(module.command("AT+GSLP=1") == "AT+GSLP=1\r\n" + ok + "WIFI DISCONNECT\r\n");
}

TEST_CASE("device-commands.md 5: AT+GSLP needs one parameter") {
  MqttModule module;
  CHECK(module.command("AT+GSLP=1,2") == core_code("01060102") + error);
  CHECK(module.command("AT+GSLP=x") == core_code("01080000") + error);
  CHECK(module.command("AT+GSLP=-1") == error);
}

TEST_CASE("device-commands.md 5: AT+SLEEP reads 2 and 3 both back as 2") {
  MqttModule module;
  CHECK(module.command("AT+SLEEP?") == "+SLEEP:0\r\n" + ok);
  for (const auto& [mode, shown] : {std::pair{"1", "1"}, {"2", "2"}, {"3", "2"}, {"0", "0"}}) {
    CHECK(module.command("AT+SLEEP=" + std::string(mode)) == ok);
    CHECK(module.command("AT+SLEEP?") == "+SLEEP:" + std::string(shown) + "\r\n" + ok);
  }
}

TEST_CASE("device-commands.md 5: some queries print no line end of their own") {
  MqttModule module;
  CHECK(module.command("AT+SYSRAM?") == "+SYSRAM:148408\r\nOK\r\n");
  CHECK(module.command("AT+SYSMSG?") == "+SYSMSG:0\r\nOK\r\n");
  CHECK(module.command("AT+SYSTIMESTAMP?") == "+SYSTIMESTAMP:0\r\nOK\r\n");
  CHECK(module.command("AT+CWDHCP?") == "+CWDHCP:3\r\nOK\r\n");
  CHECK(module.command("AT+CWAUTOCONN?") == "+CWAUTOCONN:1\r\nOK\r\n");
}

TEST_CASE("device-commands.md 5: AT+SYSMSG takes 0 to 3, and is stored while SYSSTORE=1") {
  MqttModule module;
  for (const std::string value : {"0", "1", "2", "3"}) {
    CHECK(module.command("AT+SYSMSG=" + value) == ok);
    CHECK(module.command("AT+SYSMSG?") == "+SYSMSG:" + value + ok);
  }
  CHECK(module.command("AT+SYSMSG=4") == error);
  module.command("AT+SYSSTORE=0");
  CHECK(module.command("AT+SYSMSG=1") == ok);
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+SYSMSG?") == "+SYSMSG:3" + ok);
}

TEST_CASE("device-commands.md 5: AT+SYSLOG and AT+SYSSTORE") {
  TestModule module;
  module.command("ATE0");
  CHECK(module.command("AT+SYSLOG?") == "+SYSLOG:0\r\n" + ok);
  CHECK(module.command("AT+SYSLOG=1") == ok);
  CHECK(module.command("AT+SYSLOG?") == "+SYSLOG:1\r\n" + ok);
  CHECK(module.command("AT+SYSSTORE?") == "+SYSSTORE:1\r\n" + ok);
  CHECK(module.command("AT+SYSSTORE=0") == ok);
  CHECK(module.command("AT+SYSSTORE?") == "+SYSSTORE:0\r\n" + ok);
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+SYSSTORE?") == "+SYSSTORE:1\r\n" + ok);
}

TEST_CASE("device-commands.md 5: AT+SYSTIMESTAMP counts seconds") {
  MqttModule module;
  module.advance(Duration{2'000});
  CHECK(module.command("AT+SYSTIMESTAMP?") == "+SYSTIMESTAMP:2" + ok);
  CHECK(module.command("AT+SYSTIMESTAMP=1595590000") == ok);
  module.advance(Duration{60'000});
  CHECK(module.command("AT+SYSTIMESTAMP?") == "+SYSTIMESTAMP:1595590060" + ok);
  module.command("AT+RST");
  module.advance(Duration{3'020});
  module.command("ATE0");
  CHECK(module.command("AT+SYSTIMESTAMP?") == "+SYSTIMESTAMP:3" + ok);
}

}  // namespace espat::at
