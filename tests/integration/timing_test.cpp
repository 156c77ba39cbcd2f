// When bytes leave the running program with --timing real: at the speed of the line, without gaps, and not before they mean what they say.

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "net/asio.hpp"
#include "tests/emulator/awaited_read.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::test {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int bits_of_a_byte = 10;  // with start and stop bit
constexpr int line_speed = 115'200;

std::vector<std::string> in_real_time(std::vector<std::string> options = {}) {
  options.insert(options.end(), {"--timing", "real"});
  return options;
}

Milliseconds on_the_line(std::size_t bytes) { return Milliseconds(1000.0 * static_cast<double>(bytes) * bits_of_a_byte / line_speed); }

/// What was said up to an end, and when.
struct Burst {
  std::string bytes;
  Milliseconds longest_gap{0};  ///< beyond what the bytes after it take on the line
  Milliseconds taken{0};        ///< from the command to the end
};

Burst hear_until(Module& module, const std::string& command, const std::string& end) {
  Burst burst;
  const auto start = Clock::now();
  Clock::time_point last;
  module.send(command + "\r\n");
  while (!burst.bytes.ends_with(end)) {
    const std::size_t before = burst.bytes.size();
    REQUIRE(read_more(module.port(), burst.bytes));
    const auto now = Clock::now();
    if (before > 0) burst.longest_gap = std::max(burst.longest_gap, Milliseconds(now - last) - on_the_line(burst.bytes.size() - before));
    last = now;
  }
  burst.taken = last - start;
  return burst;
}

/// A busy machine makes gaps of its own, but not in every attempt.
template <typename Attempt>  // Milliseconds()
Milliseconds shortest_of(int attempts, Milliseconds enough, Attempt attempt) {
  Milliseconds shortest = Milliseconds::max();
  for (int i = 0; i < attempts && shortest > enough; ++i) shortest = std::min<Milliseconds>(shortest, attempt());
  return shortest;
}

TEST_CASE("A long answer leaves at the speed of the line, in one piece") {
  Module module(in_real_time());
  module.join();
  const auto gap = shortest_of(100, Milliseconds(4), [&] {
    const Burst answer = hear_until(module, "AT+SYSFLASH?", "\r\nOK\r\n");
    CHECK(answer.bytes.size() > 400);
    CHECK(answer.taken >= on_the_line(answer.bytes.size()));
    return answer.longest_gap;
  });
  CHECK(gap.count() <= 4);
}

TEST_CASE("ready comes a third of a second after AT+RST") {
  Module module(in_real_time());
  module.join();
  const auto pause = shortest_of(3, Milliseconds(500), [&] {
    module.command("AT+RST", ok);
    const auto start = Clock::now();
    module.says("\r\nready\r\n");
    const Milliseconds taken = Clock::now() - start;
    CHECK(taken.count() >= 250);
    module.says("WIFI CONNECTED\r\nWIFI GOT IP\r\n");
    module.command("ATE0", "ATE0\r\n\r\nOK\r\n");
    return taken;
  });
  INFO(pause.count() << " ms");
  CHECK(pause.count() < 2'000);
}

TEST_CASE("+MQTTCONNECTED and its OK leave in one burst") {
  Mosquitto broker;
  Module module(in_real_time(broker_at(broker.port())));
  module.join();
  const auto gap = shortest_of(100, Milliseconds(4), [&] {
    module.command(R"(AT+MQTTUSERCFG=0,1,"module","","",0,0,"")", ok);
    const Burst answer = hear_until(module, R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", "\r\nOK\r\n");
    CHECK(answer.bytes == connected() + std::string(ok));
    module.command("AT+MQTTCLEAN=0", ok);
    return answer.longest_gap;
  });
  CHECK(gap.count() <= 4);
}

TEST_CASE("At the prompt the module takes data in that very moment") {
  net::asio::io_context io;
  net::asio::ip::udp::socket peer(io, {loopback, 0});
  Module module(in_real_time());
  module.join();
  module.command("AT+CIPSTART=\"UDP\",\"127.0.0.1\"," + std::to_string(peer.local_endpoint().port()), "CONNECT\r\n\r\nOK\r\n");
  for (int round = 0; round < 20; ++round) {
    const std::string data = "at once " + std::to_string(100 + round);
    hear_until(module, "AT+CIPSEND=" + std::to_string(data.size()), ">");
    module.send(data);
    module.says("\r\nRecv 11 bytes\r\n\r\nSEND OK\r\n");
    std::string got(100, '\0');
    got.resize(peer.receive(net::asio::buffer(got)));
    CHECK(got == data);
  }
}

}  // namespace
}  // namespace espat::test
