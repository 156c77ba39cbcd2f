#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {

TEST_CASE("Coverage: commands are counted by name and form, also those that fail") {
  TestModule module;
  module.command("AT+MQTTCONN?");
  module.command("at+mqttconn?");
  module.command("AT+MQTTCONN=0,\"h\",1,0");
  module.command("AT+MQTTCONN");
  module.command("AT+MQTTCONN=?");
  const Coverage& coverage = module.coverage();
  CHECK(coverage.count("+MQTTCONN", Form::query) == 2);
  CHECK(coverage.count("+MQTTCONN", Form::set) == 1);
  CHECK(coverage.count("+MQTTCONN", Form::execute) == 1);
  CHECK(coverage.count("+MQTTCONN", Form::test) == 1);
  CHECK(coverage.count("+MQTTPUB", Form::set) == 0);
}

TEST_CASE("Coverage: what is no command of the version is not counted") {
  TestModule module;
  module.command("AT+MQTTALPN=0,0");
  module.command("HELLO");
  CHECK(module.coverage().count("+MQTTALPN", Form::set) == 0);
  MqttModule later(esp32c3_v5_0_0_0());
  later.command("AT+MQTTALPN=0,0");
  CHECK(later.coverage().count("+MQTTALPN", Form::set) == 1);
}

TEST_CASE("Coverage: every MQTT state that was reached") {
  MqttModule module;
  const auto reached = [&module] {
    std::string digits;
    for (int state = 0; state <= 6; ++state) {
      if (module.coverage().has_reached(static_cast<MqttState>(state))) digits += std::to_string(state);
    }
    return digits;
  };
  CHECK(reached() == "0");
  module.configure();
  CHECK(reached() == "01");
  module.configure_connection();
  CHECK(reached() == "012");
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(reached() == "0124");
  module.command("AT+MQTTSUB=0,\"t\",0");
  CHECK(reached() == "01246");
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(reached() == "012456");
  module.lose_link();
  CHECK(reached() == "0123456");
}

TEST_CASE("Coverage: error codes are counted, also those that AT+SYSLOG=0 keeps from the host") {
  TestModule module;
  CHECK(module.coverage().codes().empty());
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == "AT+MQTTPUB=0,\"t\",\"d\",0,0\r\n" + error);
  module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0");
  module.command("AT+NOTHING");
  CHECK(module.coverage().codes() == std::map<std::uint32_t, int>{{0x010a6006, 2}, {0x01090000, 1}});
}

TEST_CASE("Coverage: it survives a restart, and knows its profile") {
  MqttModule module;
  module.command("AT+MQTTCONN?");
  module.command("AT+RST");
  module.advance(Duration{1'000});
  module.command("AT+MQTTCONN?");
  CHECK(module.coverage().count("+MQTTCONN", Form::query) == 2);
  CHECK(module.coverage().profile().name == "esp32-v2.1.0.0");
}

}  // namespace espat::at
