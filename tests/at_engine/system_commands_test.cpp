// The base commands that differ between versions (device-commands.md 5, 8.1). Those of the later versions are also recorded cases.

#include <catch2/catch.hpp>

#include "at_engine/message_filter.hpp"
#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

struct Row {
  std::string line;
  std::string answer;
};

void check(const Profile& profile, const std::vector<Row>& rows) {
  MqttModule module(profile);
  for (const Row& row : rows) {
    CAPTURE(profile.name, row.line);
    CHECK(module.command(row.line) == row.answer);
  }
}

}  // namespace

TEST_CASE("device-commands.md 5: the radio's power and what would wake the module, on each chip") {
  check(esp32_v2_1_0_0(), {{"AT+RFPOWER?", "+RFPOWER:78,5,5,5\r\n" + ok},
                           {"AT+RFPOWER=40", ok},
                           {"AT+RFPOWER=82,0,7,3", ok},
                           {"AT+RFPOWER?", "+RFPOWER:82,0,7,3\r\n" + ok},
                           {"AT+RFPOWER=39", error},
                           {"AT+RFPOWER=83", error},
                           {"AT+RFPOWER=50,8,0,0", error},
                           {"AT+RFPOWER=50,1", error},
                           {"AT+SLEEPWKCFG=0,1000", ok},
                           {"AT+SLEEPWKCFG=1,3", ok},
                           {"AT+SLEEPWKCFG=2,39,1", ok},
                           {"AT+SLEEPWKCFG=2,40,1", error},
                           {"AT+SYSROLLBACK", error},
                           {"AT+SYSROLLBACK?", error}});
  check(esp8266_v2_1_0_0(), {{"AT+RFPOWER?", "+RFPOWER:78\r\n" + ok},
                             {"AT+RFPOWER=40,0,0,0", error},
                             {"AT+RFPOWER=40", ok},
                             {"AT+RFPOWER?", "+RFPOWER:40\r\n" + ok},
                             {"AT+SLEEPWKCFG=1,3", error},
                             {"AT+SLEEPWKCFG=2,16,0", ok},
                             {"AT+SLEEPWKCFG=2,17,0", error}});
  check(esp32c3_v3_3_0_0(), {{"AT+RFPOWER=84", ok},
                             {"AT+RFPOWER=85", error},
                             {"AT+RFPOWER=50,", error},
                             {"AT+RFPOWER=", ok},
                             {"AT+RFPOWER?", "+RFPOWER:84\r\n" + ok},
                             {"AT+SLEEPWKCFG=2", core_code("01080001") + error},
                             {"AT+SLEEPWKCFG=2,22,1", error},
                             {"AT+SYSROLLBACK?", error},
                             {"AT+RFCAL", core_code("01090000") + error}});
}

TEST_CASE("device-commands.md 5: versions count parameters first, or read them first") {
  const std::string surplus = core_code("01060102") + error;
  check(esp32_v2_1_0_0(), {{"AT+SLEEP=1,2", surplus},
                           {"AT+SLEEP=3", ok},
                           {"AT+SLEEP?", "+SLEEP:2\r\n" + ok},
                           {"AT+SYSMSG=4", error},
                           {"AT+SYSMSG=1,2", surplus},
                           {"AT+SYSTIMESTAMP=1,2", surplus},
                           {"AT+UART_CUR=115200,8,1,0", error}});
  check(esp32c3_v3_3_0_0(), {{"AT+SLEEP?", "+SLEEP:1\r\n" + ok},
                             {"AT+SLEEP=1,2", error},
                             {"AT+SLEEP=3", ok},
                             {"AT+SLEEP?", "+SLEEP:3\r\n" + ok},
                             {"AT+SYSMSG=7", ok},
                             {"AT+SYSTIMESTAMP=-5", ok},
                             {"AT+SYSTIMESTAMP?", "+SYSTIMESTAMP:-5" + ok},
                             {"AT+UART_CUR=115200,8,1,0", core_code("01080004") + error},
                             {"AT+SYSREG=0,4096", "+SYSREG:0x0\r\n" + ok},
                             {"AT+SYSREG=1,4096,255", ok},
                             {"AT+SYSREG=0,0x1000", "+SYSREG:0xff\r\n" + ok},
                             {"AT+SYSTEMP?", "+SYSTEMP:25.00" + ok},
                             {"AT+TRANSINTVL=1001", error}});
}

TEST_CASE("a command that the firmware has and espat has not answers ERROR and says so on the program log") {
  struct Missing {
    const Profile* profile;
    std::string line;
  };
  const auto [profile, line] = GENERATE(values<Missing>({{&esp32_v2_1_0_0(), "AT+BLEINIT=1"},
                                                         {&esp32_v2_1_0_0(), "AT+CIUPDATE"},
                                                         {&esp8266_v2_1_0_0(), "AT+CIUPDATE=1"},
                                                         {&esp32c3_v5_0_0_0(), "AT+USEROTA=36"}}));
  MqttModule module(*profile);
  CHECK(module.command(line) == error);
  std::string notes;
  for (const Effect& effect : module.take_other_effects()) {
    if (const auto* note = std::get_if<Note>(&effect)) notes += note->text;
  }
  CHECK_THAT(notes, Catch::Matchers::EndsWith(" answers ERROR: this firmware has the command, but espat does not emulate it"));
}

TEST_CASE("device-commands.md 8.1-16: between the OK of AT+RST and the restart later versions are busy, v2.1 is deaf") {
  MqttModule older;
  older.command("AT+RST");
  CHECK(older.send("A").empty());
  MqttModule later(esp32c3_v3_3_0_0());
  CHECK(later.command("AT+RST") == ok);
  CHECK(later.send("A") == core_code("010b0000") + busy);
  CHECK(later.advance(Duration{20}).substr(0, 9) == "\r\nready\r\n");
}

TEST_CASE("device-commands.md 8.1-14: a filter takes off what all parts of its first matching rule match") {
  MessageFilter filter;
  CHECK(filter.add({"^+HTTPCGET:[0-9]*,", "\r\n$"}));
  CHECK(filter.add({"", "\r\nOK\r\n$"}));
  CHECK_FALSE(filter.add({"[abc", ""}));
  CHECK(filter.rules().size() == 2);
  CHECK(filter.rules()[0].tail == "\r\nOK\r\n$");
  CHECK(filter.apply("\r\nOK\r\n") == "\r\nOK\r\n");
  filter.is_on = true;
  const auto [bytes, rest] = GENERATE(table<std::string, std::string>({
      {"\r\nOK\r\n", ""},
      {"+HTTPCGET:5,hello\r\n", "hello"},
      {"+HTTPCGET:5,hello", "+HTTPCGET:5,hello"},
      {"\r\nERROR\r\n", "\r\nERROR\r\n"},
      {"x+HTTPCGET:5,hello\r\n", "x+HTTPCGET:5,hello\r\n"},
      {"", ""},
  }));
  CHECK(filter.apply(bytes) == rest);
  CHECK(filter.apply(std::string(100'000, 'x') + "\r\nOK\r\n") == std::string(100'000, 'x'));
  CHECK_FALSE(filter.remove({"", "\r\n$"}));
  CHECK(filter.remove({"", "\r\nOK\r\n$"}));
  CHECK(filter.apply("\r\nOK\r\n") == "\r\nOK\r\n");
}

TEST_CASE("a filter whose head and tail overlap takes everything off, and no more") {
  MessageFilter filter;
  filter.is_on = true;
  CHECK(filter.add({"^abc", "bcd$"}));
  CHECK(filter.apply("abcd").empty());
}

}  // namespace espat::at
