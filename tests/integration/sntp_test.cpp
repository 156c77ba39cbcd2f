// The time of day, from a server and from the PC.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <string>

#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

/// Answers one SNTP request as a server of stratum 1 (RFC 4330, 5).
void tell_time(Udp::socket& server, std::uint32_t unix_time) {
  constexpr std::uint32_t from_1900_to_1970 = 2'208'988'800;
  std::array<unsigned char, 48> packet{};
  Udp::endpoint client;
  REQUIRE(server.receive_from(asio::buffer(packet), client) == packet.size());
  REQUIRE(packet[0] == (4U << 3U | 3U));
  std::copy_n(packet.begin() + 40, 8, packet.begin() + 24);
  packet[0] = 4U << 3U | 4U;
  packet[1] = 1;
  for (std::size_t i = 0; i < 4; ++i) packet.at(40 + i) = static_cast<unsigned char>((unix_time + from_1900_to_1970) >> (24 - 8 * i));
  server.send_to(asio::buffer(packet), client);
}

TEST_CASE("SNTP: the time of a server") {
  const auto [profile, news] = GENERATE(table<std::string, std::string>({{"esp32-v2.1.0.0", ""},
                                                                         {"esp8266-v2.1.0.0", ""},
                                                                         {"esp32c3-v3.3.0.0", "+TIME_UPDATED\r\n"},
                                                                         {"esp32c3-v5.0.0.0", "+TIME_UPDATED\r\n"}}));
  INFO(profile);
  asio::io_context io;
  Udp::socket server(io, {loopback, 0});
  auto options = mapped("ntp.example", server.local_endpoint().port());
  options.insert(options.end(), {"--profile", profile});
  Module module(options);
  module.join();
  module.command(R"(AT+CIPSNTPCFG=1,8,"ntp.example")", ok);
  tell_time(server, 1'717'200'000);
  module.says(news);
  module.command("AT+CIPSNTPCFG?", "+CIPSNTPCFG:1,8,\"ntp.example\"\r\n\r\nOK\r\n");
  // Older firmware does not tell when the time has come.
  std::string time = "1970\r";
  while (time.ends_with("1970\r")) {
    module.send("AT+CIPSNTPTIME?\r\n");
    time = module.reads_until('\n');
    module.says("OK\r\n");
  }
  CHECK(time.starts_with("+CIPSNTPTIME:Sat Jun  1 08:0"));
  CHECK(time.ends_with(" 2024\r"));
}

TEST_CASE("with --clock host: the time without a server") {
  Module module({"--clock", "host"});
  module.join();
  module.command("AT+CIPSNTPCFG=1,0", ok);
  std::array<char, 8> year{};
  const std::time_t now = std::time(nullptr);
  std::strftime(year.data(), year.size(), "%Y", std::gmtime(&now));
  // The answer is on its way while the first question is asked.
  std::string answer;
  for (int i = 0; i < 1000 && answer.find(year.data()) == std::string::npos; ++i) {
    module.send("AT+CIPSNTPTIME?\r\n");
    module.says("+CIPSNTPTIME:");
    answer = module.reads_until('\n');
    module.says("OK\r\n");
  }
  CHECK(answer.find(year.data()) != std::string::npos);
}

}  // namespace
}  // namespace espat::test
