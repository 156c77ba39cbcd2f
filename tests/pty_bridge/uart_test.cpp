#include "pty_bridge/uart.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/pty_bridge/recorder.hpp"
#include "tests/support/payload.hpp"

namespace espat::uart {
namespace {

using namespace std::chrono_literals;
using test::numbers;

TEST_CASE("a byte takes its start, data, parity and stop bits") {
  CHECK(byte_time({1'000'000, 8, 1, 0, 0}, 1'000'000) == 10us);
  CHECK(byte_time({1'000'000, 5, 1, 0, 0}, 1'000'000) == 7us);
  CHECK(byte_time({1'000'000, 8, 2, 0, 0}, 1'000'000) == 10'500ns);
  CHECK(byte_time({1'000'000, 7, 3, 1, 0}, 1'000'000) == 11us);
  CHECK(byte_time({1'000'000, 8, 3, 2, 3}, 1'000'000) == 12us);
  CHECK(byte_time({}, 115200) == 86'806ns);
  CHECK(byte_time({}, 80) == 125ms);
  CHECK(byte_time({}, 5'000'000) == 2us);
}

TEST_CASE("instant: bytes leave at once and in order") {
  Line line(Timing::instant, {});
  line.uart.write("AT\r\n");
  line.uart.write("\r\nOK\r\n");
  CHECK(line.bearer.text == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("instant: what one chunk brings about leaves in one piece") {
  EventLoop loop;
  auto owned = std::make_unique<Recorder>();
  Recorder& bearer = *owned;
  Uart uart(loop.io, std::move(owned), Timing::instant, {});
  uart.start({[&](const std::string& chunk) {
                uart.write(chunk);
                uart.write("\r\nOK\r\n");
                CHECK(bearer.pieces.empty());
              },
              {},
              {},
              {}});
  bearer.handlers.received("AT\r\n");
  REQUIRE(bearer.pieces.size() == 1);
  CHECK(bearer.text == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("instant: one read is one chunk, split at the threshold") {
  Line line(Timing::instant, {});
  const std::string text = numbers(300);
  line.bearer.handlers.received("AT\r\n");
  line.bearer.handlers.received(text);
  CHECK(line.chunks == std::vector<std::string>{"AT\r\n", text.substr(0, 120), text.substr(120, 120), text.substr(240)});
}

TEST_CASE("the threshold of later firmware is 100 bytes") {
  EventLoop loop;
  auto owned = std::make_unique<Recorder>();
  Recorder& bearer = *owned;
  Uart uart(loop.io, std::move(owned), Timing::instant, {}, 100);
  std::vector<std::size_t> sizes;
  uart.start({[&](const std::string& chunk) { sizes.push_back(chunk.size()); }, {}, {}, {}});
  bearer.handlers.received(numbers(250));
  CHECK(sizes == std::vector<std::size_t>{100, 100, 50});
}

TEST_CASE("a restart loses the rest of what one read brought") {
  EventLoop loop;
  auto owned = std::make_unique<Recorder>();
  Recorder& bearer = *owned;
  Uart uart(loop.io, std::move(owned), Timing::instant, {});
  std::vector<std::string> chunks;
  uart.start({[&](const std::string& chunk) {
                chunks.push_back(chunk);
                if (chunk != "AT\r\n") uart.discard_input();
              },
              {},
              {},
              {}});
  const std::string text = numbers(300);
  bearer.handlers.received(text);
  bearer.handlers.received("AT\r\n");
  CHECK(chunks == std::vector<std::string>{text.substr(0, 120), "AT\r\n"});
}

TEST_CASE("real: a chunk ends at the threshold and at a pause") {
  Line line(Timing::real, settings(115200));
  const std::string text = numbers(300);
  const auto begin = Clock::now();
  line.bearer.handlers.received(text);
  CHECK(line.chunks.empty());
  REQUIRE(line.chunks_come(1));
  CHECK(Clock::now() - begin >= 120 * byte_time({}, 115200));
  REQUIRE(line.chunks_come(3));
  CHECK(Clock::now() - begin >= (300 + 10) * byte_time({}, 115200));
  CHECK(line.chunks == std::vector<std::string>{text.substr(0, 120), text.substr(120, 120), text.substr(240)});
}

TEST_CASE("real: bytes that follow without a pause are one chunk, after a pause another") {
  Line line(Timing::real, settings(300));  // the pause is a third of a second
  const auto begin = Clock::now();
  line.bearer.handlers.received("AT");
  line.bearer.handlers.received("\r\n");
  REQUIRE(line.chunks_come(1));
  CHECK(Clock::now() - begin >= (4 + 10) * byte_time({}, 300));
  line.bearer.handlers.received("AT+GMR\r\n");
  REQUIRE(line.chunks_come(2));
  CHECK(line.chunks == std::vector<std::string>{"AT\r\n", "AT+GMR\r\n"});
}

TEST_CASE("real: a restart loses what has not been handled, not what comes later") {
  Line line(Timing::real, settings(115200));
  line.bearer.handlers.received("AT\r\n");
  line.uart.discard_input();
  line.bearer.handlers.received("AT+GMR\r\n");
  REQUIRE(line.chunks_come(1));
  CHECK(line.chunks == std::vector<std::string>{"AT+GMR\r\n"});
}

TEST_CASE("real: no byte leaves before the line has sent it") {
  Line line(Timing::real, settings(9600));
  const std::string text = numbers(100);
  const auto begin = Clock::now();
  line.uart.write(text.substr(0, 3));
  line.uart.write(text.substr(3));
  CHECK(line.bearer.text.empty());
  REQUIRE(line.sent(100));
  CHECK(line.bearer.text == text);
  std::size_t count = 0;
  for (const auto& piece : line.bearer.pieces) {
    count += piece.bytes.size();
    CHECK(piece.time - begin >= static_cast<int>(count) * byte_time({}, 9600));
  }
}

TEST_CASE("real: the line runs at the speed that the host set") {
  Line line(Timing::real, settings(115200));
  line.bearer.baud = 2400;
  const auto begin = Clock::now();
  line.uart.write("0123456789");
  REQUIRE(line.sent(10));
  CHECK(Clock::now() - begin >= 10 * byte_time({}, 2400));
}

TEST_CASE("real: settings change when everything written before has left") {
  Line line(Timing::real, settings(9600));
  const auto begin = Clock::now();
  line.uart.write("0123456789");
  line.uart.change_settings(settings(1200));
  line.uart.write("abcde");
  CHECK(line.uart.settings().baud == 9600);
  REQUIRE(line.loop.run_until([&] { return line.uart.settings().baud == 1200; }));
  CHECK(line.bearer.text == "0123456789");
  REQUIRE(line.sent(15));
  CHECK(line.bearer.text == "0123456789abcde");
  CHECK(Clock::now() - begin >= 10 * byte_time({}, 9600) + 5 * byte_time({}, 1200));
}

TEST_CASE("settings change at once when nothing waits") {
  const auto timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(9600));
  line.uart.change_settings(settings(1200));
  CHECK(line.uart.settings() == settings(1200));
}

TEST_CASE("nothing is said until a host opens the port") {
  const auto timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(115200));
  line.bearer.open = false;
  line.uart.hold_until_host_opens();
  line.uart.write("\r\nready\r\n");
  bool later = false;
  boost::asio::steady_timer timer(line.loop.io, 20ms);
  timer.async_wait([&](boost::system::error_code) { later = true; });
  REQUIRE(line.loop.run_until([&] { return later; }));
  CHECK(line.bearer.text.empty());
  line.bearer.open = true;
  line.bearer.handlers.host_opened();
  REQUIRE(line.sent(9));
  CHECK(line.bearer.text == "\r\nready\r\n");
  line.bearer.handlers.host_closed();
  line.bearer.handlers.host_opened();
  line.uart.write("more");
  CHECK(line.sent(13));
}

TEST_CASE("with a host already there nothing is held") {
  Line line(Timing::instant, {});
  line.uart.hold_until_host_opens();
  line.uart.write("\r\nready\r\n");
  CHECK(line.bearer.text == "\r\nready\r\n");
}

TEST_CASE("too much for the line is congestion, and the host's input waits meanwhile") {
  Line line(Timing::real, settings(5'000'000));
  line.uart.write(numbers(65'536));
  CHECK_FALSE(line.uart.congested());
  line.uart.write("!");
  CHECK(line.uart.congested());
  CHECK(line.bearer.paused);
  REQUIRE(line.loop.run_until([&] { return line.congestions.size() == 2; }));
  CHECK(line.congestions == std::vector<bool>{true, false});
  CHECK_FALSE(line.bearer.paused);
  REQUIRE(line.sent(65'537));
  CHECK(line.bearer.text == numbers(65'536) + "!");
}

TEST_CASE("what waits for a host that has gone is no congestion") {
  Line line(Timing::instant, {});
  line.bearer.unread = 100'000;
  line.uart.write("x");
  CHECK(line.uart.congested());
  line.bearer.open = false;
  line.bearer.handlers.host_closed();
  CHECK_FALSE(line.uart.congested());
}

}  // namespace
}  // namespace espat::uart
