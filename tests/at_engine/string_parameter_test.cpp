#include <catch2/catch.hpp>

#include "at_engine/parameters.hpp"
#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// The client id that the module shows after it was given as `typed`; or its failure.
std::string shown_string(const std::string& typed) {
  MqttModule module;
  module.configure();
  const std::string answer = module.command("AT+MQTTCLIENTID=0," + typed);
  if (answer != ok) return answer;
  const std::string line = module.command("AT+MQTTCLIENTID?");
  const std::string head = "+MQTTCLIENTID:0,\"";
  return line.substr(head.size(), line.size() - head.size() - std::string_view("\"\r\n\r\nOK\r\n").size());
}

const std::string malformed_string = core_code("01080001") + mqtt_error("6014");

}  // namespace

TEST_CASE("at-core.md 4.3: a string begins and ends with a quote") {
  CHECK(shown_string("\"abc\"") == "abc");
  for (const auto* typed : {"abc", "\"abc", "abc\"", " \"abc\"", "\"abc\" ", "5"}) CHECK(shown_string(typed) == malformed_string);
}

TEST_CASE("at-core.md 4.3: a backslash stands for the character after it") {
  CHECK(shown_string(R"("a\,b")") == "a,b");
  CHECK(shown_string(R"("a\"b")") == "a\"b");
  CHECK(shown_string(R"("a\\b")") == "a\\b");
  CHECK(shown_string(R"("a\nb")") == "anb");
  CHECK(shown_string(R"("a\\")") == "a\\");
}

TEST_CASE("at-core.md 4.3: an unescaped quote inside is malformed_string") {
  CHECK(shown_string(R"("a"b")") == malformed_string);
  CHECK(shown_string(R"(""")") == malformed_string);
}

TEST_CASE("at-core.md 4.3: an escaped closing quote is malformed_string") {
  CHECK(shown_string(R"("abc\")") == malformed_string);
  CHECK(shown_string(R"("\")") == malformed_string);
}

TEST_CASE("at-core.md 4.3: an unescaped comma inside leaves the first piece without its quote") {
  CHECK(shown_string("\"a,b\"") == malformed_string);
}

TEST_CASE("at-core.md 4.3: a single quote character is an empty string") {
  CHECK(shown_string("\"").empty());
  CHECK(read_text({"\""}, 0).status == ReadStatus::ok);
}

TEST_CASE("at-core.md 4.3: in v2.1 an empty field and an empty string cannot be told apart") {
  CHECK(shown_string("").empty());
  CHECK(shown_string("\"\"").empty());
}

TEST_CASE("at-core.md 4.3: in v2.1 a missing string is reported but reads as not given") {
  MqttModule module;
  module.configure();
  CHECK(module.command("AT+MQTTCLIENTID=0") == core_code("01080001") + mqtt_error("6008"));
}

TEST_CASE("at-core.md 4.3: bytes from 0x80 on pass through unchanged") {
  CHECK(shown_string("\"\x80\xc3\xa4\xff\"") == "\x80\xc3\xa4\xff");
}

}  // namespace espat::at
