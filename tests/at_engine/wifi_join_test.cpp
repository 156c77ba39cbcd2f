#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// A station that has joined nothing, near the access point "home".
Setup unjoined() {
  Setup setup = TestModule::joined();
  setup.station = StationStart::fresh;
  return setup;
}

class StationModule : public MqttModule {
 public:
  explicit StationModule(const Setup& setup = unjoined()) : MqttModule(setup) { command("AT+CWMODE=1"); }
};

const std::string joined = "WIFI CONNECTED\r\nWIFI GOT IP\r\n";
constexpr Duration join_time{15'000};

}  // namespace

TEST_CASE("device-commands.md 6.2: the address releases the OK") {
  StationModule module;
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == joined + ok);
}

TEST_CASE("device-commands.md 6.2: input is busy while the station joins") {
  Setup setup = unjoined();
  setup.air_times.associate = Duration{1'000};
  setup.air_times.address = Duration{1'000};
  StationModule module(setup);
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"").empty());
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.advance(Duration{1'000}) == "WIFI CONNECTED\r\n");
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.advance(Duration{1'000}) == "WIFI GOT IP\r\n" + ok);
  CHECK(module.command("AT") == ok);
}

TEST_CASE("device-commands.md 6.2: a joined station disconnects first") {
  MqttModule module;
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == "WIFI DISCONNECT\r\n" + joined + ok);
}

TEST_CASE("device-commands.md 6.2: code 3, the access point is not found, after the full 15 s") {
  StationModule module;
  CHECK(module.command("AT+CWJAP=\"nowhere\",\"x\"").empty());
  CHECK(module.advance(join_time - Duration{1}).empty());
  CHECK(module.advance(Duration{1}) == "+CWJAP:3\r\n" + error);
  CHECK(module.advance(Duration{60'000}).empty());
}

TEST_CASE("device-commands.md 6.2: code 4, the password is wrong") {
  StationModule module;
  CHECK(module.command("AT+CWJAP=\"home\",\"wrong password\"").empty());
  CHECK(module.advance(join_time) == "+CWJAP:4\r\n" + error);
  CHECK(module.command("AT+CWJAP?") == ok);
}

TEST_CASE("device-commands.md 6.2: code 1, the first attempt still runs") {
  Setup setup = unjoined();
  setup.air_times.associate = Duration{20'000};
  StationModule module(setup);
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"").empty());
  CHECK(module.advance(join_time) == "+CWJAP:1\r\n" + error);
}

TEST_CASE("device-commands.md 6.2: code 0, associated without an address") {
  Setup setup = unjoined();
  setup.air_times.address = Duration{20'000};
  StationModule module(setup);
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == "WIFI CONNECTED\r\n");
  const std::string answer = module.advance(join_time);
  CHECK(answer.find("+CWJAP:0\r\n" + error) != std::string::npos);
  CHECK(module.advance(Duration{60'000}).empty());
}

TEST_CASE("device-commands.md 6.1: CWJAP? shows the access point and the parameters of the join") {
  StationModule module;
  CHECK(module.command("AT+CWJAP?") == ok);
  CHECK(module.take_log() == "No AP\r\n");
  module.command("AT+CWJAP=\"home\",\"password\"");
  CHECK(module.command("AT+CWJAP?") == "+CWJAP:\"home\",\"a0:b1:c2:d3:e4:f5\",6,-55,0,0,0,0\r\n" + ok);
  module.command("AT+CWJAP=\"home\",\"password\",\"a0:b1:c2:d3:e4:f5\",1,1,3,1");
  CHECK(module.command("AT+CWJAP?") == "+CWJAP:\"home\",\"a0:b1:c2:d3:e4:f5\",6,-55,1,1,3,1\r\n" + ok);
}

TEST_CASE("device-commands.md 6.2: the limits of the parameters of CWJAP") {
  StationModule module;
  CHECK(module.command("AT+CWJAP=\"" + std::string(33, 's') + "\",\"p\"") == core_code("01040001") + error);
  CHECK(module.command("AT+CWJAP=\"\",\"p\"") == core_code("01040001") + error);
  CHECK(module.command("AT+CWJAP=\"s\",\"" + std::string(65, 'p') + "\"") == core_code("01040002") + error);
  CHECK(module.command("AT+CWJAP=\"s\",\"p\",\"a0:b1\"") == core_code("01040003") + error);
  CHECK(module.command("AT+CWJAP=home,\"p\"") == core_code("01080000") + error);
  CHECK(module.command("AT+CWJAP=\"s\",p") == core_code("01080001") + error);
  CHECK(module.command("AT+CWJAP=\"s\",\"p\",x") == core_code("01080002") + error);
}

TEST_CASE("device-commands.md 6.2: the longest ssid and password are accepted") {
  Setup setup = unjoined();
  setup.air[0].ssid = std::string(32, 's');
  setup.air[0].password = std::string(64, 'p');
  StationModule module(setup);
  CHECK(module.command("AT+CWJAP=\"" + setup.air[0].ssid + "\",\"" + setup.air[0].password + "\"") == joined + ok);
}

TEST_CASE("device-commands.md 6.2: the password may be empty, the bssid may be left out") {
  Setup setup = unjoined();
  setup.air[0].password.clear();
  for (const std::string parameters : {R"("home","")", R"("home",)", R"("home","",)", R"("home","",,0,0,0,0)"}) {
    StationModule module(setup);
    CHECK(module.command("AT+CWJAP=" + parameters) == joined + ok);
  }
}

TEST_CASE("at-core.md 4.2: the optional numbers of CWJAP may be empty, and have limits") {
  StationModule module;
  for (const std::string rest : {",,,", ",0,0,0,0", ",1,1,99,1", ",,1"}) {
    CHECK(module.command("AT+CWJAP=\"home\",\"password\"," + rest).find(joined + ok) != std::string::npos);
  }
  for (const std::string rest : {",2", ",-1", ",0,2", ",0,0,100", ",0,0,0,2"}) {
    CHECK(module.command("AT+CWJAP=\"home\",\"password\"," + rest) == error);
  }
  CHECK(module.command("AT+CWJAP=\"home\",\"password\",,x") == core_code("01080003") + error);
  CHECK(module.command("AT+CWJAP=\"home\",\"password\",,0,0,0,0,0") == core_code("01060708") + error);
}

TEST_CASE("at-core.md 3.2: CWJAP without its password reads the bssid too") {
  StationModule module;
  CHECK(module.command("AT+CWJAP=\"x\"") == core_code("01080001") + core_code("01080002") + core_code("01040003") + error);
}

TEST_CASE("device-commands.md 6.2: CWJAP needs a station") {
  MqttModule module;
  for (const std::string mode : {"2", "0"}) {
    module.command("AT+CWMODE=" + mode);
    CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == core_code("010a0000") + error);
  }
}

TEST_CASE("device-commands.md 6.4: CWJAP is stored while SYSSTORE=1") {
  StationModule module;
  module.command("AT+CWJAP=\"home\",\"password\"");
  module.command("AT+SYSSTORE=0");
  module.command("AT+CWJAP=\"nowhere\",\"\"");
  module.advance(join_time);
  module.command("AT+RST");
  CHECK(module.advance(Duration{1'000}) == "\r\nready\r\n" + joined);
}

}  // namespace espat::at
