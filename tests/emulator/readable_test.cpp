#include <catch2/catch.hpp>

#include "emulator/suggestion.hpp"
#include "emulator/visible.hpp"

using espat::emulator::did_you_mean;
using espat::emulator::visible;

TEST_CASE("control bytes are visible") {
  CHECK(visible("AT+GMR\r\n") == R"(AT+GMR\r\n)");
  CHECK(visible(std::string("\0\t\x1b\x7f\xff", 5)) == R"(\x00\t\x1b\x7f\xff)");
  CHECK(visible("a\\b") == R"(a\\b)");
  CHECK(visible("").empty());
}

TEST_CASE("the nearest candidate is suggested") {
  CHECK(did_you_mean("--lnik", {"--log", "--link", "--json"}) == "; did you mean --link?");
  CHECK(did_you_mean("esp32", {"esp8266-v2.1.0.0", "esp32-v2.1.0.0"}) == "; did you mean esp32-v2.1.0.0?");
  CHECK(did_you_mean("intsant", {"real", "instant"}) == "; did you mean instant?");
}

TEST_CASE("nothing near, nothing suggested") {
  CHECK(did_you_mean("nothing-like-it", {"real", "instant"}).empty());
  CHECK(did_you_mean("x", {}).empty());
}
