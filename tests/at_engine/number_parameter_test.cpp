#include <catch2/catch.hpp>

#include "at_engine/parameters.hpp"
#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// What AT+SYSTIMESTAMP, which takes any number, shows after it was given `number`; or its failure.
std::string shown_number(const std::string& number) {
  MqttModule module;
  const std::string answer = module.command("AT+SYSTIMESTAMP=" + number);
  if (answer != ok) return answer;
  const std::string line = module.command("AT+SYSTIMESTAMP?");
  return line.substr(std::string_view("+SYSTIMESTAMP:").size(), line.find('\r') - std::string_view("+SYSTIMESTAMP:").size());
}

const std::string malformed_number = core_code("01080000") + error;

}  // namespace

TEST_CASE("at-core.md 4.2: a missing number fails with its 0-based index") {
  MqttModule module;
  CHECK(module.command("AT+MQTTCONNCFG=0") == mqtt_error("6001"));
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG=0") == core_code("01080001") + mqtt_error("602b"));
}

TEST_CASE("at-core.md 4.2: an empty number is omitted, without a code of the core") {
  CHECK(shown_number("") == error);
  CHECK(read_integer({""}, 0).status == ReadStatus::omitted);
}

TEST_CASE("at-core.md 4.2: decimal numbers, also with leading zeros") {
  CHECK(shown_number("123") == "123");
  CHECK(shown_number("007") == "7");
  CHECK(shown_number("0") == "0");
  CHECK(shown_number("00000000000000000000000000005") == "5");
}

TEST_CASE("at-core.md 4.2: hexadecimal numbers") {
  CHECK(shown_number("0x1F") == "31");
  CHECK(shown_number("0X1f") == "31");
  CHECK(shown_number("0x") == "0");
  CHECK(shown_number("0x0000000000001") == "1");
  CHECK(shown_number("0xG") == malformed_number);
}

TEST_CASE("at-core.md 4.2: negative numbers are decimal only") {
  CHECK(shown_number("-5") == "-5");
  CHECK(shown_number("-") == "0");
  CHECK(shown_number("-0x10") == malformed_number);
  CHECK(shown_number("--5") == malformed_number);
}

TEST_CASE("at-core.md 4.2: signs, spaces, quotes and letters are malformed_number") {
  for (const auto* number : {"+5", " 5", "5 ", "\"5\"", "5a", "x", "1.5"}) CHECK(shown_number(number) == malformed_number);
}

TEST_CASE("at-core.md 4.2: over 4294967295 is an error without a code") {
  CHECK(shown_number("4294967296") == error);
  CHECK(shown_number("99999999999999999999999999") == error);
  CHECK(shown_number("0x100000000") == error);
}

TEST_CASE("at-core.md 4.2: from 2147483648 on numbers wrap to negative ones") {
  CHECK(shown_number("2147483647") == "2147483647");
  CHECK(shown_number("2147483648") == "-2147483648");
  CHECK(shown_number("4294967295") == "-1");
  CHECK(shown_number("0xFFFFFFFF") == "-1");
}

}  // namespace espat::at
