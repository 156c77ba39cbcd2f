#include "emulator/option_values.hpp"

#include <catch2/catch.hpp>

using namespace espat::emulator;

TEST_CASE("an access point is SSID[:PASSWORD[:CHANNEL[:RSSI]]]") {
  const espat::at::AccessPoint open = parse_access_point("home");
  CHECK(open.ssid == "home");
  CHECK(open.password.empty());
  CHECK(open.channel == 6);
  CHECK(open.rssi == -55);

  const espat::at::AccessPoint full = parse_access_point("my home:secret 99:11:-70");
  CHECK(full.ssid == "my home");
  CHECK(full.password == "secret 99");
  CHECK(full.channel == 11);
  CHECK(full.rssi == -70);
  CHECK_FALSE(full.accepts_any_credentials);
}

TEST_CASE("the limits of an access point") {
  CHECK(parse_access_point(std::string(32, 's')).ssid.size() == 32);
  CHECK_THROWS_WITH(parse_access_point(std::string(33, 's')), "an SSID has 1 to 32 bytes");
  CHECK_THROWS_WITH(parse_access_point(":secret"), "an SSID has 1 to 32 bytes");
  CHECK(parse_access_point("s:" + std::string(64, 'p')).password.size() == 64);
  CHECK_THROWS_WITH(parse_access_point("s:" + std::string(65, 'p')), "a Wi-Fi password has at most 64 bytes");
  CHECK(parse_access_point("s::14:0").channel == 14);
  CHECK_THROWS_WITH(parse_access_point("s::15"), "the channel is 1 to 14, not 15");
  CHECK_THROWS_WITH(parse_access_point("s::0"), "the channel is 1 to 14, not 0");
  CHECK(parse_access_point("s::1:-120").rssi == -120);
  CHECK_THROWS_WITH(parse_access_point("s::1:-121"), "the RSSI is -120 to 0 dBm, not -121");
  CHECK_THROWS_WITH(parse_access_point("s::1:5"), "the RSSI is -120 to 0 dBm, not 5");
  CHECK_THROWS_WITH(parse_access_point("s:p:1:-5:x"), "only SSID, PASSWORD, CHANNEL and RSSI stand between the colons");
}

TEST_CASE("a time carries its unit") {
  using namespace std::chrono_literals;
  CHECK(parse_duration("0ms") == 0ms);
  CHECK(parse_duration("20ms") == 20ms);
  CHECK(parse_duration("2s") == 2000ms);
  CHECK(parse_duration("3600s") == 1h);
  const std::string wrong = GENERATE(as<std::string>(), "", "20", "ms", "-1ms", "1.5s", "2 s", "3601s", "2m", "99999999999999999999ms");
  CHECK_THROWS_WITH(parse_duration(wrong), wrong + " is not a time; write it like 20ms or 2s");
}

TEST_CASE("a line rate is what the firmware's UART can do") {
  CHECK(parse_baud("80") == 80);
  CHECK(parse_baud("5000000") == 5'000'000);
  const std::string wrong = GENERATE(as<std::string>(), "79", "5000001", "fast", "115200x", "");
  CHECK_THROWS_WITH(parse_baud(wrong), "the line rate is 80 to 5000000, not " + wrong);
}
