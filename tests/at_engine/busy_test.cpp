#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string ready_again = "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n";

/// A module whose MQTTCONN waits for a network that says nothing.
class WaitingModule : public TestModule {
 public:
  WaitingModule() {
    link.opening = ScriptedLink::Opening::stays_silent;
    command("AT+MQTTUSERCFG=0,1,\"id\",\"\",\"\",0,0,\"\"");
    command("AT+MQTTCONN=0,\"broker\",1883,0");
  }
};

}  // namespace

TEST_CASE("at-core.md 2: while a command runs, each chunk is answered once and lost, without echo") {
  WaitingModule module;
  CHECK(module.send("AT\r\n") == busy);
  CHECK(module.send("AT\r\nAT\r\nAT\r\n") == busy);
  CHECK(module.send("x") == busy);
  CHECK(module.receive({UartReceived{"A"}, UartReceived{"T\r\n"}}) == busy + busy);
  CHECK(module.receive({MqttOpened{module.attempt()}}) == connected + ok);
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 2: with SYSLOG=1 a code line precedes the busy text") {
  TestModule module;
  module.command("AT+SYSLOG=1");
  CHECK(module.send("AT\r\nAT\r\n") == "AT\r\nERR CODE:0x010b0000\r\n\r\nbusy p...\r\n\r\nOK\r\n");
}

TEST_CASE("at-core.md 2: of two commands in one chunk the second is answered first, as busy") {
  TestModule module;
  CHECK(module.send("AT\r\nAT\r\n") == "AT\r\n\r\nbusy p...\r\n\r\nOK\r\n");
}

TEST_CASE("at-core.md 2: a stray line end is busy in the same chunk and an error after the answer") {
  TestModule module;
  CHECK(module.send("AT\r\n\r\n") == "AT\r\n" + busy + ok);
  CHECK(module.send("\r\n") == "\r\n" + error);
}

TEST_CASE("at-core.md 2: AT+RST restarts the module even while a command runs") {
  WaitingModule module;
  CHECK(module.send("AT+RST\r\n") == "\r\nWill force to restart!!!\r\n\r\nOK\r\n");
  CHECK(module.advance(Duration{1'000}) == ready_again);
  CHECK(module.command("AT+MQTTCONN?") == "AT+MQTTCONN?\r\n+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n" + ok);
}

TEST_CASE("at-core.md 2: AT+RST is found anywhere in a chunk") {
  WaitingModule module;
  CHECK(module.send("xyzAT+RST\r\nAT\r\n") == "\r\nWill force to restart!!!\r\n\r\nOK\r\n");
}

TEST_CASE("at-core.md 2: AT+RST counts in upper case only, with its line end, and within one chunk") {
  WaitingModule module;
  CHECK(module.send("at+rst\r\n") == busy);
  CHECK(module.send("AT+RST\r") == busy);
  CHECK(module.send("AT+R") == busy);
  CHECK(module.send("ST\r\n") == busy);
  CHECK(module.advance(Duration{1'000}).empty());
}

TEST_CASE("at-core.md 2: AT+RST behind another command in the same chunk forces a restart") {
  TestModule module;
  CHECK(module.send("AT\r\nAT+RST\r\n") == "AT\r\n\r\nWill force to restart!!!\r\n\r\nOK\r\n\r\nOK\r\n");
  CHECK(module.advance(Duration{1'000}) == ready_again);
}

TEST_CASE("at-core.md 3.1: after the OK of AT+RST nothing is received until the module is ready") {
  TestModule module;
  CHECK(module.send("AT+RST\r\n") == "AT+RST\r\n" + ok);
  CHECK(module.send("AT\r\n").empty());
  CHECK(module.send("AT+RST\r\n").empty());
  CHECK(module.advance(Duration{1'000}) == ready_again);
}

}  // namespace espat::at
