#include "at_engine/line_parser.hpp"

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::vector<std::string> parameters_of(std::string_view line) { return parse_line(line).command.value().parameters; }

}  // namespace

TEST_CASE("at-core.md 1.5, 1 and 2: a line starts with AT in any case") {
  MqttModule module;
  for (const auto* line : {"AT", "at", "At", "aT"}) CHECK(module.command(line) == ok);
  for (const auto* line : {"", "A", "T", " AT", "XT", "AX", "+MQTTCONN?", "\tAT"}) CHECK(module.command(line) == no_at);
}

TEST_CASE("at-core.md 1.5, 3: AT alone has only the execute form") {
  MqttModule module;
  for (const auto* line : {"AT?", "AT=?", "AT=1", "ATAT", "AT ", "AT+"}) CHECK(module.command(line) == unsupported);
}

TEST_CASE("at-core.md 1.5, 4: names are case-insensitive and printed in upper case") {
  MqttModule module;
  CHECK(module.command("at+syslog?") == "+SYSLOG:1\r\n" + ok);
  CHECK(module.command("At+MqttConn?") == "+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n" + ok);
  CHECK(module.command("ate0") == ok);
}

TEST_CASE("at-core.md 1.5, 4: a name has one optional plus and the characters A-Z 0-9 ! % - . / : _") {
  CHECK(parse_line("AT+a!%-./:_9=1\r\n").command.value().name == "+A!%-./:_9");
  CHECK(parse_line("ATa!%-./:_9?\r\n").command.value().name == "A!%-./:_9");
  const ParsedLine two_pluses = parse_line("AT++X=1\r\n");
  CHECK(two_pluses.command.value().form == Form::execute);
  CHECK(two_pluses.command.value().name == "++X=1");
}

TEST_CASE("at-core.md 1.5, 5: the character after the name decides the form") {
  CHECK(parse_line("AT+X?\r\n").command.value().form == Form::query);
  CHECK(parse_line("AT+X=?\r\n").command.value().form == Form::test);
  CHECK(parse_line("AT+X=1\r\n").command.value().form == Form::set);
  CHECK(parse_line("AT+X=\r\n").command.value().form == Form::set);
  CHECK(parse_line("AT+X\r\n").command.value().form == Form::execute);
}

TEST_CASE("at-core.md 1.5, 6: nothing may follow ? and =?") {
  MqttModule module;
  for (const auto* line : {"AT+CWMODE?x", "AT+CWMODE=?x", "AT+CWMODE? ", "AT+CWMODE=?,", "AT+CWMODE??", "AT+FAKE?x"}) {
    CHECK(module.command(line) == unsupported);
  }
}

TEST_CASE("at-core.md 1.5, 7: what follows an execute form belongs to its name, as far as the first comma") {
  MqttModule module;
  CHECK(module.command("AT+SYSRAM ") == unsupported);
  CHECK(module.command("AT+GMR ") == unsupported);
  CHECK(module.command("AT+GMR (1)") == unsupported);
  CHECK(module.command("AT+GMR,anything at all") == module.command("AT+GMR"));
  CHECK(module.command("ATE0,?") == ok);
}

TEST_CASE("at-core.md 1.5, 8: a refused line leaves the input idle") {
  MqttModule module;
  CHECK(module.send("HELLO\r\nAT+FAKE\r\nAT+GMR?x\r\nAT\r\n") == no_at + unsupported + unsupported + ok);
}

TEST_CASE("at-core.md 4.1: every comma separates, also inside quotes, unless a backslash protects it") {
  CHECK(parameters_of("AT+X=1,\"a,b\"\r\n") == std::vector<std::string>{"1", "\"a", "b\""});
  CHECK(parameters_of("AT+X=1,\"a\\,b\"\r\n") == std::vector<std::string>{"1", "\"a\\,b\""});
  CHECK(parameters_of("AT+X=\"a\\\\,b\"\r\n") == std::vector<std::string>{"\"a\\\\", "b\""});
}

TEST_CASE("at-core.md 4.1: an empty list and a trailing comma make an empty parameter") {
  CHECK(parameters_of("AT+X=\r\n") == std::vector<std::string>{""});
  CHECK(parameters_of("AT+X=1,\r\n") == std::vector<std::string>{"1", ""});
  CHECK(parameters_of("AT+X=,,\r\n") == std::vector<std::string>{"", "", ""});
}

TEST_CASE("at-core.md 4.1: spaces and question marks belong to their parameter") {
  CHECK(parameters_of("AT+X= 1 , 2\r\n") == std::vector<std::string>{" 1 ", " 2"});
  CHECK(parameters_of("AT+X=1?\r\n") == std::vector<std::string>{"1?"});
}

TEST_CASE("at-core.md 4.1: 16 parameters fit, a 17th ruins the line") {
  MqttModule module;
  CHECK(module.command("AT+MQTTCLEAN=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15") == mqtt_error("6008"));
  CHECK(module.command("AT+MQTTCLEAN=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16") == unsupported);
}

TEST_CASE("at-core.md 4.1: a backslash before the line end is an error") {
  MqttModule module;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0\\") == unsupported);
  CHECK(module.command("AT") == ok);
}

TEST_CASE("at-core.md 4.4: the count is checked by each command, with a code only where the command has one") {
  MqttModule module;
  CHECK(module.command("AT+SLEEP=1,2") == core_code("01060102") + error);
  CHECK(module.command("AT+GSLP=1,2,3") == core_code("01060103") + error);
  CHECK(module.command("AT+SYSMSG=1,2") == core_code("01060102") + error);
  CHECK(module.command("AT+SYSTIMESTAMP=1,2") == core_code("01060102") + error);
  CHECK(module.command("AT+CWAUTOCONN=1,2") == core_code("01060102") + error);
  CHECK(module.command("AT+CWDHCP=1") == core_code("01060101") + error);
  CHECK(module.command("AT+CWDHCP=1,1,1") == core_code("01060103") + error);
  CHECK(module.command("AT+SYSLOG=1,1") == error);
  CHECK(module.command("AT+SYSSTORE=1,1") == error);
  CHECK(module.command("AT+UART_CUR=115200,8,1,0") == error);
}

}  // namespace espat::at
