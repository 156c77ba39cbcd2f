// What differs between versions, or between firmware and document, is told once, in words (versions.md).

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::vector<std::string> hints(const Effects& effects) {
  std::vector<std::string> all;
  for (const Effect& effect : effects) {
    const auto* note = std::get_if<Note>(&effect);
    if (note != nullptr && note->text.rfind("portability, ", 0) == 0) all.push_back(note->text);
  }
  return all;
}

/// A host that meets a difference.
struct Meeting {
  const Profile& profile;
  std::vector<std::string> before;  ///< lines that meet no other difference
  std::string line;
  std::string hint;
};

const std::string configure_line = "AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,0,\"\"";
const std::string connect_line = "AT+MQTTCONN=0,\"broker\",1883,1";
const std::vector<std::string> connection{configure_line, connect_line};

/// The line is told about in words once, however often it is sent.
void check_hint(const Meeting& meeting) {
  MqttModule module(meeting.profile);
  for (const auto& line : meeting.before) module.command(line);
  CHECK(hints(module.take_other_effects()).empty());
  module.command(meeting.line);
  const std::string name = meeting.line.substr(0, meeting.line.find_first_of("=?"));
  const std::string told = "portability, " + name + ": " + meeting.hint;
  CHECK(hints(module.take_other_effects()) == std::vector<std::string>{told});
  module.advance(Duration{1'000});
  module.command(meeting.line);
  for (const auto& hint : hints(module.take_other_effects())) CHECK(hint != told);
}

}  // namespace

TEST_CASE("Portability: a usual session says nothing") {
  MqttModule module;
  for (const std::string line : {"AT", "AT+GMR", "AT+CWMODE=1", "AT+CWJAP=\"home\",\"password\"", "AT+CIFSR"}) module.command(line);
  module.configure();
  module.configure_connection();
  module.command(connect_line);
  module.command("AT+MQTTSUB=0,\"t\",1");
  module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0");
  module.command("AT+MQTTUNSUB=0,\"t\"");
  module.command("AT+MQTTCONN?");
  module.lose_link();
  module.command("AT+MQTTCLEAN=0");
  CHECK(hints(module.take_other_effects()).empty());
}

TEST_CASE("Portability: the configuration queries") {
  const std::string hint =
      "v2.2 and later have no queries of the MQTT configuration, and v2.1 crashes at them once it has connected; the document says that "
      "they always answer";
  for (const std::string name : {"USERCFG", "CLIENTID", "USERNAME", "PASSWORD", "CONNCFG"}) {
    check_hint({esp32_v2_1_0_0(), {}, "AT+MQTT" + name + "?", hint});
  }
}

TEST_CASE("Portability: topics over 64 bytes, of messages, subscriptions and the will") {
  const std::string hint = "topics may have 64 bytes in v2.1 and 128 from v2.2 on";
  check_hint({esp32_v2_1_0_0(), connection, "AT+MQTTPUB=0," + quoted(65) + ",\"d\",0,0", hint});
  check_hint({esp32_v2_1_0_0(), connection, "AT+MQTTSUB=0," + quoted(65) + ",0", hint});
  check_hint({esp32c3_v3_3_0_0(), connection, "AT+MQTTUNSUB=0," + quoted(65), hint});
  check_hint({esp32_v2_1_0_0(), {configure_line}, "AT+MQTTCONNCFG=0,60,0," + quoted(65) + ",\"m\",0,0", hint});
  MqttModule module;
  module.connect();
  module.command("AT+MQTTSUB=0," + quoted(64) + ",0");
  CHECK(hints(module.take_other_effects()).empty());
}

TEST_CASE("Portability: will messages over 64 bytes") {
  check_hint({esp32_v2_1_0_0(),
              {configure_line},
              "AT+MQTTCONNCFG=0,60,0,\"t\"," + quoted(65) + ",0,0",
              "will messages may have 64 bytes before v3.3 and 128 from then on"});
}

TEST_CASE("Portability: user name and password over 64 bytes in MQTTUSERCFG") {
  const std::string hint = "the document limits user name and password in MQTTUSERCFG to 64 bytes, the firmware to 256";
  check_hint({esp32_v2_1_0_0(), {}, "AT+MQTTUSERCFG=0,1,\"id\"," + quoted(65) + ",\"p\",0,0,\"\"", hint});
  check_hint({esp32_v2_1_0_0(), {}, "AT+MQTTUSERCFG=0,1,\"id\",\"u\"," + quoted(65) + ",0,0,\"\"", hint});
}

TEST_CASE("Portability: a second certificate") {
  const std::string hint = "the document knows only certificate and CA id 0; the firmware accepts 1 and finds nothing there";
  check_hint({esp32_v2_1_0_0(), {}, "AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",1,0,\"\"", hint});
  check_hint({esp32_v2_1_0_0(), {}, "AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,1,\"\"", hint});
}

TEST_CASE("Portability: an empty client id") {
  check_hint({esp32_v2_1_0_0(),
              {"AT+MQTTUSERCFG=0,1,\"\",\"u\",\"p\",0,0,\"\""},
              connect_line,
              "an empty client id cannot connect in v2.1, and connects from v3.3 on"});
}

TEST_CASE("Portability: a field changed after MQTTCONNCFG") {
  for (const std::string name : {"CLIENTID", "USERNAME", "PASSWORD"}) {
    check_hint({esp32_v2_1_0_0(),
                {configure_line, "AT+MQTTCONNCFG=0,60,0,\"t\",\"m\",0,0"},
                "AT+MQTT" + name + "=0,\"x\"",
                "the document allows this any time after MQTTUSERCFG; the firmware only before MQTTCONNCFG and before a failed MQTTCONN"});
  }
}

TEST_CASE("Portability: a second MQTTCONN") {
  check_hint({esp32_v2_1_0_0(), connection, connect_line,
              "the document names 0x6004 or 0x6051 for a second MQTTCONN; the firmware answers 0x6001 until MQTTCLEAN"});
}

TEST_CASE("Portability: a topic subscribed again") {
  check_hint({esp32_v2_1_0_0(),
              {configure_line, connect_line, "AT+MQTTSUB=0,\"t\",0"},
              "AT+MQTTSUB=0,\"t\",0",
              "the document prompts ALREADY SUBSCRIBE; the firmware says so on its log UART only, and answers OK"});
}

TEST_CASE("Portability: an eleventh subscription") {
  std::vector<std::string> before = connection;
  for (int i = 0; i < 10; ++i) before.push_back("AT+MQTTSUB=0,\"t" + std::to_string(i) + "\",0");
  check_hint(
      {esp32_v2_1_0_0(), before, "AT+MQTTSUB=0,\"one more\",0",
       "the firmware answers OK to the eleventh subscription and does not store it, so that it is not renewed after a reconnection; the "
       "document does not say so"});
}

TEST_CASE("Portability: MQTTPUBRAW") {
  check_hint(
      {esp32_v2_1_0_0(), connection, "AT+MQTTPUBRAW=0,\"t\",490,0,0",
       "the prompt of MQTTPUBRAW is '>' without the blank that the document shows; what follows the data in one write is the next command "
       "line in v2.1, and lost as busy from v3.3 on"});
}

TEST_CASE("Portability: MQTTPUBRAW of more than fits on ESP8266") {
  ConnectedModule module;
  module.command("AT+MQTTPUBRAW=0,\"t\",0,0,0");
  module.take_other_effects();
  const std::string hint = "portability, AT+MQTTPUBRAW: on ESP8266 a PUBLISH has to fit into 512 bytes";
  module.command("AT+MQTTPUBRAW=0,\"t\",491,0,0");
  CHECK(hints(module.take_other_effects()) == std::vector<std::string>{hint});
  module.send(std::string(491, 'x'));
  module.command("AT+MQTTPUBRAW=0,\"t\",491,0,0");
  CHECK(hints(module.take_other_effects()).empty());
}

TEST_CASE("Portability: MQTTCLEAN while connected") {
  MqttModule module;
  module.connect();
  module.command("AT+MQTTCLEAN=0");
  const std::string hint =
      "portability, AT+MQTTCLEAN: the document promises +MQTTDISCONNECTED when a connection ends; the firmware prints only OK at MQTTCLEAN";
  CHECK(hints(module.take_other_effects()) == std::vector<std::string>{hint});
  module.connect();
  module.command("AT+MQTTCLEAN=0");
  CHECK(hints(module.take_other_effects()).empty());
}

TEST_CASE("Portability: commands that later versions brought") {
  const Profile& v3_3 = esp32c3_v3_3_0_0();
  check_hint({v3_3, {configure_line}, "AT+MQTTALPN=0,0", "MQTTALPN exists from v2.4 on"});
  check_hint({v3_3, {configure_line}, "AT+MQTTSNI=0,\"name\"", "MQTTSNI exists from v3.3 on"});
  for (const std::string name : {"CLIENTID", "USERNAME", "PASSWORD"}) {
    check_hint({v3_3,
                {configure_line},
                "AT+MQTTLONG" + name + "=0,0",
                "MQTTLONGCLIENTID and its like exist from v3.2 on, and on ESP8266 from v2.2 on"});
  }
  check_hint({v3_3, {}, "AT+CMD?", "AT+CMD? exists from v2.2 on"});
  check_hint({v3_3, {}, "AT+RST=0", "AT+RST=<mode> exists from v3.2 on"});
}

TEST_CASE("Portability: timeout_ms") {
  const std::string hint = "the last parameter timeout_ms exists from v5.0 on; earlier versions answer ERROR";
  for (const std::string line : {"AT+MQTTPUB=0,\"t\",\"d\",0,0,3000", "AT+MQTTSUB=0,\"t\",0,3000", "AT+MQTTUNSUB=0,\"t\",3000"}) {
    check_hint({esp32c3_v5_0_0_0(), connection, line, hint});
    check_hint({esp32_v2_1_0_0(), connection, line, hint});
  }
  check_hint({esp32_v2_1_0_0(), {configure_line}, "AT+MQTTCONN=0,\"broker\",1883,0,3000", hint});
  ConnectedModule module;
  module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0");
  module.send("x");
  module.take_other_effects();
  module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0,3000");
  CHECK(hints(module.take_other_effects()) == std::vector<std::string>{"portability, AT+MQTTPUBRAW: " + hint});
}

TEST_CASE("Portability: a comma that was not escaped is no timeout_ms") {
  ConnectedModule module;
  module.command("AT+MQTTPUB=0,\"t\",\"he,llo\",1,0");
  module.command("AT+MQTTSUB=0,\"a,b\",1");
  CHECK(hints(module.take_other_effects()).empty());
}

TEST_CASE("Portability: a command that does not exist is no difference but an error") {
  MqttModule module;
  module.command("AT+MQTTALPN=0,0");
  module.command("AT+CMD?");
  CHECK(hints(module.take_other_effects()).empty());
}

}  // namespace espat::at
