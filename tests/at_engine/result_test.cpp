#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {

TEST_CASE("at-core.md 3: OK, ERROR and the prompt are bytes of their own") {
  ConnectedModule module;
  CHECK(module.command("AT") == "\r\nOK\r\n");
  CHECK(module.command("AT+SYSLOG=0") == "\r\nOK\r\n");
  CHECK(module.command("AT+FAKE") == "\r\nERROR\r\n");
  module.take_writes();
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0") == "\r\nOK\r\n\r\n>");
  CHECK(module.take_writes() == std::vector<std::string>{"\r\nOK\r\n", "\r\n>"});
}

TEST_CASE("at-core.md 3: the end of MQTTPUBRAW prints nothing of its own, and the input is idle") {
  ConnectedModule module;
  module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0");
  CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
  CHECK(module.command("AT") == ok);
}

TEST_CASE("at-core.md 3: the code line stands before ERROR, in lower-case hexadecimal, with SYSLOG=1 only") {
  TestModule module;
  CHECK(module.send("AT+FAKE\r\n") == "AT+FAKE\r\n\r\nERROR\r\n");
  module.send("AT+SYSLOG=1\r\n");
  CHECK(module.send("AT+FAKE\r\n") == "AT+FAKE\r\nERR CODE:0x01090000\r\n\r\nERROR\r\n");
  CHECK(module.send("AT+MQTTCLEAN=x\r\n") == "AT+MQTTCLEAN=x\r\nERR CODE:0x01080000\r\nERR CODE:0x010a6010\r\n\r\nERROR\r\n");
  module.send("AT+SYSLOG=0\r\n");
  CHECK(module.send("AT+FAKE\r\n") == "AT+FAKE\r\n\r\nERROR\r\n");
}

TEST_CASE("at-core.md 3: SYSLOG is 0 again after a restart") {
  MqttModule module;
  module.command("AT+RST");
  module.advance(Duration{1'000});
  CHECK(module.command("AT+SYSLOG?") == "AT+SYSLOG?\r\n+SYSLOG:0\r\n" + ok);
}

TEST_CASE("at-core.md 3.2: 03, the line is no AT line") {
  MqttModule module;
  CHECK(module.command("HELLO") == core_code("01030000") + error);
}

TEST_CASE("at-core.md 3.2: 04, the length of a string is wrong") {
  MqttModule module;
  CHECK(module.command("AT+CWJAP=\"\",\"p\"") == core_code("01040001") + error);
  CHECK(module.command("AT+CWJAP=\"s\",\"" + std::string(65, 'p') + "\"") == core_code("01040002") + error);
  CHECK(module.command("AT+CWJAP=\"s\",\"p\",\"a0:b1\"") == core_code("01040003") + error);
}

TEST_CASE("at-core.md 3.2: 06, the number of parameters") {
  MqttModule module;
  CHECK(module.command("AT+SLEEP=1,2") == core_code("01060102") + error);
}

TEST_CASE("at-core.md 3.2: 07, a parameter is invalid, counted from 1") {
  MqttModule module;
  CHECK(module.command("AT+CWMODE=9") == core_code("01070001") + error);
}

TEST_CASE("at-core.md 3.2: 08, a parameter cannot be parsed, counted from 0") {
  MqttModule module;
  CHECK(module.command("AT+CWMODE=x") == core_code("01080000") + error);
  CHECK(module.command("AT+CWDHCP=1,x") == core_code("01080001") + error);
}

TEST_CASE("at-core.md 3.2: 09, an unknown command, or garbage after the form") {
  MqttModule module;
  CHECK(module.command("AT+FAKE") == core_code("01090000") + error);
  CHECK(module.command("AT+CWMODE?x") == core_code("01090000") + error);
}

TEST_CASE("at-core.md 3.2: 0A, the execution failed") {
  MqttModule module;
  module.command("AT+CWMODE=2");
  CHECK(module.command("AT+CWQAP") == core_code("010a0000") + error);
}

TEST_CASE("at-core.md 3.2: 0C is never printed, a known command in a wrong form is a plain ERROR") {
  MqttModule module;
  for (const auto* line : {"AT+CWMODE", "AT+CWMODE=?", "AT+GMR?", "AT+GMR=1", "AT+SYSRAM", "AT+SYSRAM=1", "AT+RST?", "AT+SLEEP"}) {
    CHECK(module.command(line) == error);
  }
}

TEST_CASE("at-core.md 3.2: several code lines can precede one ERROR") {
  MqttModule module;
  CHECK(module.command("AT+CWJAP=\"x\"") == core_code("01080001") + core_code("01080002") + core_code("01040003") + error);
}

TEST_CASE("at-core.md 4.4: range checks without a code of their own print a plain ERROR") {
  MqttModule module;
  for (const auto* line : {"AT+SYSLOG=2", "AT+SYSLOG=-1", "AT+SYSLOG=", "AT+SYSSTORE=2", "AT+SYSMSG=4", "AT+SLEEP=4"}) {
    CHECK(module.command(line) == error);
  }
  CHECK(module.command("AT+SYSLOG=x") == core_code("01080000") + error);
}

}  // namespace espat::at
