#include "pty_bridge/uart.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "pty_bridge/pty.hpp"
#include "pty_bridge/terminal.hpp"
#include "tests/pty_bridge/event_loop.hpp"
#include "tests/pty_bridge/serial_host.hpp"

namespace espat::uart {
namespace {

using namespace std::chrono_literals;

at::UartSettings settings(int baud) {
  at::UartSettings result;
  result.baud = baud;
  return result;
}

/// A bearer that notes when which bytes left the UART.
class Recorder : public Bearer {
 public:
  struct Piece {
    Clock::time_point time;
    std::string bytes;
  };

  void start(Handlers a_handlers) override { handlers = std::move(a_handlers); }
  void write(std::string_view bytes) override {
    pieces.push_back({Clock::now(), std::string(bytes)});
    text += bytes;
  }
  std::size_t queued() const override { return unread; }
  void pause_reading() override { paused = true; }
  void resume_reading() override { paused = false; }
  bool host_open() const override { return open; }
  std::optional<int> host_baud() const override { return baud; }
  std::string name() const override { return "recorder"; }

  Handlers handlers;
  std::vector<Piece> pieces;
  std::string text;
  std::size_t unread = 0;
  std::optional<int> baud;
  bool paused = false;
  bool open = true;
};

/// A UART on a recorder.
struct Line {
  EventLoop loop;
  std::unique_ptr<Recorder> owned = std::make_unique<Recorder>();
  Recorder& bearer = *owned;
  Uart uart;
  std::vector<std::string> chunks;
  std::vector<bool> congestions;

  Line(Timing timing, const at::UartSettings& a_settings) : uart(loop.io, std::move(owned), timing, a_settings) {
    uart.start({[this](std::string chunk) { chunks.push_back(std::move(chunk)); },
                [this](bool congested) { congestions.push_back(congested); },
                {},
                {}});
  }

  bool sent(std::size_t count) {
    return loop.run_until([&] { return bearer.text.size() >= count; });
  }
  bool chunks_come(std::size_t count) {
    return loop.run_until([&] { return chunks.size() >= count; });
  }
};

/// A UART on a pty.
struct UartDevice {
  EventLoop loop;
  Uart uart;
  std::vector<std::string> chunks;
  std::vector<bool> congestions;

  UartDevice(Timing timing, int baud) : uart(loop.io, std::make_unique<Pty>(loop.io, baud), timing, settings(baud)) {
    uart.start({[this](std::string chunk) { chunks.push_back(std::move(chunk)); },
                [this](bool congested) { congestions.push_back(congested); },
                {},
                {}});
  }

  std::string received() const { return std::accumulate(chunks.begin(), chunks.end(), std::string()); }
};

std::string numbers(std::size_t size) {
  std::string text;
  for (int number = 0; text.size() < size; ++number) text += std::to_string(number) + ",";
  text.resize(size);
  return text;
}

}  // namespace

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
  Line line(Timing::real, settings(1200));  // the pause is 83 ms
  const auto begin = Clock::now();
  line.bearer.handlers.received("AT");
  line.bearer.handlers.received("\r\n");
  REQUIRE(line.chunks_come(1));
  CHECK(Clock::now() - begin >= (4 + 10) * byte_time({}, 1200));
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

TEST_CASE("bytes read at another speed than they were sent") {
  MisreadLine line;
  const at::UartSettings frame = settings(9600);
  CHECK(line.read("AT+GMR\r\n", frame, 115'200, 115'273) == "AT+GMR\r\n");
  // 'U' is high and low by turns; a low bit of 9600 baud is a whole frame of zeros at 115200, whose stop bit is missing.
  CHECK(line.read("UU", frame, 9'600, 115'200) == std::string(10, '\0'));
  // Half as fast: 0xff is one long high after its start bit, which is half of a start bit and a low first bit.
  line.reset();
  CHECK(line.read("\xff", frame, 9'600, 19'200) == "\xfe");
  line.reset();
  std::string garbage = line.read("AT\r\n", frame, 115'200, 9'600);
  CHECK(garbage.empty());
  garbage = line.rest(frame, 9'600);
  CHECK(garbage.size() == 1);
  at::UartSettings even = settings(9600);
  even.parity = 2;
  even.data_bits = 7;
  CHECK(MisreadLine().read("even", even, 9'600, 9'600) == "even");
}

TEST_CASE("real: a host that does not follow the firmware's speed reads garbage, and is read as garbage") {
  const Timing timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(115'200));
  line.bearer.baud = 115'200;
  line.uart.write("OK");
  line.uart.change_settings(settings(9'600));
  CHECK(line.sent(2));
  CHECK(line.bearer.text == "OK");
  const bool is_instant = timing == Timing::instant;
  line.uart.write("UU");
  CHECK(line.sent(is_instant ? 4 : 12));
  CHECK(line.bearer.text.substr(2) == (is_instant ? "UU" : std::string(10, '\0')));
  line.bearer.handlers.received("AT");
  CHECK(line.chunks_come(1));
  CHECK((line.chunks.front() == "AT") == is_instant);
  // It follows.
  line.bearer.baud = 9'600;
  line.bearer.text.clear();
  line.uart.write("fine");
  CHECK(line.sent(4));
  CHECK(line.bearer.text == "fine");
  line.chunks.clear();
  line.bearer.handlers.received("AT");
  CHECK(line.chunks_come(1));
  CHECK(line.chunks.front() == "AT");
}

TEST_CASE("settings change at once when nothing waits") {
  const auto timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(9600));
  line.uart.change_settings(settings(1200));
  CHECK(line.uart.settings() == settings(1200));
}

TEST_CASE("drained is told after the last byte and never from within the call") {
  const auto timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(9600));
  std::vector<std::string> told;
  line.uart.when_drained([&] { told.push_back("idle:" + line.bearer.text); });
  CHECK(told.empty());
  REQUIRE(line.loop.run_until([&] { return told.size() == 1; }));
  line.uart.write("before");
  line.uart.when_drained([&] { told.push_back("drained:" + line.bearer.text); });
  CHECK(told.size() == 1);
  REQUIRE(line.loop.run_until([&] { return told.size() == 2; }));
  CHECK(told == std::vector<std::string>{"idle:", "drained:before"});
}

TEST_CASE("nothing is told of a UART that is gone") {
  EventLoop loop;
  bool told = false;
  auto uart = std::make_unique<Uart>(loop.io, std::make_unique<Recorder>(), Timing::real, settings(115200));
  uart->when_drained([&] { told = true; });
  uart->write("x");
  uart->when_drained([&] { told = true; });
  uart.reset();
  loop.io.poll();
  CHECK_FALSE(told);
}

TEST_CASE("nothing is said until a host opens the port") {
  const auto timing = GENERATE(Timing::real, Timing::instant);
  Line line(timing, settings(115200));
  line.bearer.open = false;
  line.uart.hold_until_host_opens();
  bool drained = false;
  line.uart.write("\r\nready\r\n");
  line.uart.when_drained([&] { drained = true; });
  bool later = false;
  boost::asio::steady_timer timer(line.loop.io, 20ms);
  timer.async_wait([&](boost::system::error_code) { later = true; });
  REQUIRE(line.loop.run_until([&] { return later; }));
  CHECK(line.bearer.text.empty());
  CHECK_FALSE(drained);
  line.bearer.open = true;
  line.bearer.handlers.host_opened();
  REQUIRE(line.loop.run_until([&] { return drained; }));
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

TEST_CASE("a pty host that does not read makes congestion and loses nothing") {
  UartDevice device(Timing::instant, 115200);
  SerialHost host(device.uart.bearer().name());
  REQUIRE(device.loop.run_until([&] { return device.uart.bearer().host_open(); }));
  const std::string megabyte = numbers(1'000'000);
  device.uart.write(megabyte);
  CHECK(device.uart.congested());
  CHECK(device.loop.run_until([&] { return host.received().size() >= megabyte.size(); }));
  CHECK(host.received() == megabyte);
  CHECK(device.loop.run_until([&] { return !device.uart.congested(); }));
  CHECK(device.congestions == std::vector<bool>{true, false});
}

TEST_CASE("a pty host that sends faster than the line is made to wait") {
  UartDevice device(Timing::real, 1200);
  SerialHost host(device.uart.bearer().name());
  std::size_t accepted = 0;
  for (int refused = 0; refused < 20 && accepted < 1'000'000;) {
    const std::size_t count = host.send(std::string(1000, 'x'));
    accepted += count;
    refused = count == 0 ? refused + 1 : 0;
    device.loop.io.run_one_for(2ms);
  }
  CHECK(accepted < 200'000);
}

TEST_CASE("a pty host at a high speed gets all its bytes through in order") {
  UartDevice device(Timing::real, 2'000'000);
  SerialHost host(device.uart.bearer().name());
  const std::string text = numbers(100'000);
  std::size_t sent = 0;
  REQUIRE(device.loop.run_until([&] {
    sent += host.send(std::string_view(text).substr(sent));
    std::size_t received = 0;
    for (const auto& chunk : device.chunks) received += chunk.size();
    return received == text.size();
  }));
  CHECK(device.received() == text);
  for (const auto& chunk : device.chunks) CHECK(chunk.size() <= 120);
}

TEST_CASE("the speed a pty host sets paces the answer") {
  UartDevice device(Timing::real, 115200);
  SerialHost host(device.uart.bearer().name());
  terminal::set_baud(host.descriptor(), 1200);
  CHECK(device.uart.host_baud() == 1200);
  const auto begin = Clock::now();
  device.uart.write("0123456789");
  REQUIRE(device.loop.run_until([&] { return host.received().size() >= 10; }));
  CHECK(host.received() == "0123456789");
  CHECK(Clock::now() - begin >= 10 * byte_time({}, 1200));
}

TEST_CASE("a log port reads and ignores what a host sends") {
  EventLoop loop;
  Uart log(loop.io, std::make_unique<Pty>(loop.io, 115200), Timing::instant, {});
  log.start({});
  SerialHost host(log.bearer().name());
  const std::string text = numbers(1'000'000);
  std::size_t sent = 0;
  CHECK(loop.run_until([&] { return (sent += host.send(std::string_view(text).substr(sent, 1000))) >= text.size(); }));
  log.write("I (31) boot: ESP-IDF\r\n");
  CHECK(loop.run_until([&] { return host.received().size() >= 22; }));
  CHECK(host.received() == "I (31) boot: ESP-IDF\r\n");
}

}  // namespace espat::uart
