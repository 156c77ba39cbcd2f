// The UART with a host at its pty.

#include <catch2/catch.hpp>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "pty_bridge/pty.hpp"
#include "pty_bridge/terminal.hpp"
#include "tests/pty_bridge/recorder.hpp"
#include "tests/pty_bridge/serial_host.hpp"
#include "tests/support/payload.hpp"

namespace espat::uart {
namespace {

using namespace std::chrono_literals;
using test::numbers;

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

}  // namespace
}  // namespace espat::uart
