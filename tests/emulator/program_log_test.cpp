#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "emulator/durable_file.hpp"
#include "tests/emulator/booted_module.hpp"

using namespace espat::test;
using Catch::Matchers::Contains;
using espat::emulator::read_file;
using espat::emulator::TemporaryDirectory;

namespace {

/// Says one line to the module and waits for OK.
void say(SerialHost& host, const std::string& line) {
  host.send(line + "\r\n");
  host.receive_until("\r\nOK\r\n");
}

}  // namespace

TEST_CASE("with -v the log shows the AT port with its control bytes") {
  BootedModule module({"-v"});
  module.answer("AT");
  const std::string log = module.espat.log_until(R"(module < \r\nOK\r\n)");
  CHECK_THAT(log, Contains(R"(module < \r\nready\r\n)") && Contains(R"(host   > AT\r\n)") && Contains(R"(module < AT\r\n)"));
}

TEST_CASE("without -v the AT port is not in the log") {
  BootedModule module;
  module.answer("AT");
  module.espat.signal(SIGTERM);
  CHECK_THAT(module.espat.rest_of_stderr(), !Contains("host   >") && !Contains("module <"));
}

TEST_CASE("no password is in the log") {
  const TemporaryDirectory home;
  const std::string file = home.path() / "log";
  BootedModule module({"-v", "--log", file, "--ap", "home:sesame-wifi", "--broker"});
  module.answer("AT+CWMODE=1");
  module.answer("AT+CWJAP=\"home\",\"sesame-wifi\"");
  module.answer("AT+MQTTUSERCFG=0,1,\"id\",\"user\",\"sesame-one\",0,0,\"\"");
  module.answer("AT+MQTTPASSWORD=0,\"sesame-two\"");
  module.answer("AT+MQTTUSERCFG?");
  module.answer("AT+MQTTPASSWORD?");
  module.espat.log_until("+MQTTPASSWORD:0,***");
  module.espat.signal(SIGTERM);
  CHECK(module.espat.exit_code() == 0);
  const std::string log = module.espat.rest_of_stderr();
  CHECK_THAT(log, !Contains("sesame"));
  CHECK_THAT(log, Contains(R"(host   > AT+MQTTUSERCFG=0,1,"id","user",***\r\n)") && Contains(R"(module < AT+CWJAP="home",***\r\n)"));
  CHECK_THAT(*read_file(file), !Contains("sesame") && Contains("+MQTTPASSWORD:0,***"));
}

TEST_CASE("with -v the log shows what is asked of the broker and what it answers") {
  const TemporaryDirectory home;
  RunningEspat espat({"-v", "--json", "--broker", "--timing", "instant"}, home.path());
  const std::string port = nlohmann::json::parse(espat.line())["broker"]["tcp"].dump();
  SerialHost host(home.path() / "espat/at0");
  host.receive_until("WIFI GOT IP\r\n");
  say(host, R"(AT+MQTTUSERCFG=0,1,"me","bob","sesame",0,0,"")");
  say(host, "AT+MQTTCONN=0,\"127.0.0.1\"," + port + ",0");
  say(host, R"(AT+MQTTSUB=0,"greetings",1)");
  host.send("AT+MQTTPUB=0,\"greetings\",\"hello\",1,0\r\n");
  host.receive_until("+MQTTSUBRECV:0,\"greetings\",5,hello\r\n");
  const std::string log = espat.log_until("> message \"greetings\", 5 bytes, qos 1");
  CHECK_THAT(log,
             Contains("mqtt   < connect mqtt://127.0.0.1:" + port + " as \"me\", user \"bob\", keepalive 120 s, clean session, will none"));
  CHECK_THAT(log, Contains("mqtt   > connected") && Contains("subscribe \"greetings\", qos 1") &&
                      Contains("publish \"greetings\", 5 bytes, qos 1"));
  CHECK_THAT(log, !Contains("sesame"));
}

TEST_CASE("the log UART is in the program log when it has no pty") {
  const TemporaryDirectory home;
  RunningEspat espat({"--timing", "instant"}, home.path());
  SerialHost host(espat.line());
  host.receive_until("WIFI GOT IP\r\n");
  host.send("AT+MQTTCLEAN=0\r\n");
  host.receive_until("\r\nERROR\r\n");
  espat.log_until("log uart | uninitiated or already clean\n");
}

TEST_CASE("with -q stderr stays empty") {
  const TemporaryDirectory home;
  RunningEspat espat({"-q", "--timing", "instant"}, home.path());
  SerialHost host(espat.line());
  host.receive_until("WIFI GOT IP\r\n");
  host.send("AT+MQTTCLEAN=0\r\n");
  host.receive_until("\r\nERROR\r\n");
  espat.signal(SIGTERM);
  CHECK(espat.rest_of_stderr().empty());
}

TEST_CASE("a person is told where the module is and what to try") {
  const TemporaryDirectory home;
  RunningEspat espat({"--broker"}, home.path());
  const std::string link = espat.line();
  const std::string log = espat.log_until("Ctrl-C ends it.\n");
  CHECK_THAT(log, Contains("The module (esp32-v2.1.0.0) is at " + link + "\n"));
  CHECK_THAT(log, Contains("picocom --baud 115200 --omap crcrlf " + link + "\n"));
  CHECK_THAT(log, Contains("printf 'AT+GMR\\r\\n' > " + link + "\n"));
  CHECK_THAT(log, Contains("mosquitto_sub -p "));
}
