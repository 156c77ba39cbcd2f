#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::vector<UartSettings> changes(const Effects& effects) {
  std::vector<UartSettings> all;
  for (const Effect& effect : effects) {
    if (const auto* change = std::get_if<ChangeUart>(&effect)) all.push_back(change->settings);
  }
  return all;
}

}  // namespace

TEST_CASE("device-commands.md 5.3: the queries print the name as it was called") {
  MqttModule module;
  CHECK(module.command("AT+UART?") == "+UART:115200,8,1,0,1\r\n" + ok);
  CHECK(module.command("AT+UART_CUR?") == "+UART_CUR:115200,8,1,0,1\r\n" + ok);
  CHECK(module.command("AT+UART_DEF?") == "+UART_DEF:115200,8,1,0,1\r\n" + ok);
}

TEST_CASE("device-commands.md 5.3: UART_CUR answers OK at the old speed, and is forgotten by a restart") {
  MqttModule module;
  CHECK(module.command("AT+UART_CUR=921600,7,3,2,3") == ok);
  CHECK(changes(module.take_other_effects()) == std::vector<UartSettings>{{921600, 7, 3, 2, 3}});
  CHECK(module.command("AT+UART_CUR?") == "+UART_CUR:921600,7,3,2,3\r\n" + ok);
  CHECK(module.command("AT+UART_DEF?") == "+UART_DEF:115200,8,1,0,1\r\n" + ok);
  module.command("AT+RST");
  module.advance(Duration{1'000});
  CHECK(changes(module.take_other_effects()) == std::vector<UartSettings>{{115200, 8, 1, 0, 1}});
}

TEST_CASE("device-commands.md 5.3: UART_DEF and UART are stored, whatever SYSSTORE says") {
  for (const std::string name : {"AT+UART_DEF", "AT+UART"}) {
    MqttModule module;
    module.command("AT+SYSSTORE=0");
    CHECK(module.command(name + "=9600,8,1,1,0") == ok);
    CHECK(module.command("AT+UART_DEF?") == "+UART_DEF:9600,8,1,1,0\r\n" + ok);
    CHECK(module.command("AT+UART_CUR?") == "+UART_CUR:9600,8,1,1,0\r\n" + ok);
    module.take_other_effects();
    module.command("AT+RST");
    module.advance(Duration{1'000});
    CHECK(changes(module.take_other_effects()) == std::vector<UartSettings>{{9600, 8, 1, 1, 0}});
  }
}

TEST_CASE("device-commands.md 5.3: the limits of the five parameters") {
  MqttModule module;
  for (const std::string good : {"80,5,1,0,0", "5000000,8,3,2,3"}) CHECK(module.command("AT+UART_CUR=" + good) == ok);
  module.take_other_effects();
  for (const std::string bad : {"79,8,1,0,0", "5000001,8,1,0,0", "9600,4,1,0,0", "9600,9,1,0,0", "9600,8,0,0,0", "9600,8,4,0,0",
                                "9600,8,1,3,0", "9600,8,1,-1,0", "9600,8,1,0,4", "9600,8,1,0", "9600,8,1,0,0,0", "", "9600,8,1,0,"}) {
    CHECK(module.command("AT+UART_CUR=" + bad) == error);
  }
  CHECK(module.command("AT+UART_DEF=9600,x,1,0,0") == core_code("01080001") + error);
  CHECK(changes(module.take_other_effects()).empty());
}

}  // namespace espat::at
