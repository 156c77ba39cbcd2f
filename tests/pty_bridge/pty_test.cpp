#include "pty_bridge/pty.hpp"

#include <sys/ioctl.h>

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "pty_bridge/terminal.hpp"
#include "tests/pty_bridge/event_loop.hpp"
#include "tests/pty_bridge/serial_host.hpp"

namespace espat::uart {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

struct PtyDevice {
  EventLoop loop;
  Pty pty{loop.io, 115200};
  std::string received;
  int opened = 0;
  int closed = 0;

  PtyDevice() {
    pty.start({[this](std::string_view bytes) { received += bytes; }, [this] { ++opened; }, [this] { ++closed; }, {}});
  }
};

}  // namespace

TEST_CASE("a pty is raw from the first byte") {
  PtyDevice device;
  SerialHost host(device.pty.name());
  REQUIRE(host.is_open());
  CHECK(is_raw(host.settings()));

  host.send(every_byte());
  CHECK(device.loop.run_until([&] { return device.received.size() >= 256; }));
  CHECK(device.received == every_byte());

  device.pty.write(every_byte());
  CHECK(device.loop.run_until([&] { return host.received().size() >= 256; }));
  CHECK(host.received() == every_byte());
}

TEST_CASE("a hundred hosts come and go and no byte is lost") {
  PtyDevice device;
  std::string sent;
  for (int round = 1; round <= 100; ++round) {
    const std::string greeting = "written while closed " + std::to_string(round) + "\r\n";
    device.pty.write(greeting);
    std::optional<SerialHost> host(device.pty.name());
    REQUIRE(is_raw(host->settings()));
    REQUIRE(device.loop.run_until([&] { return host->received().size() >= greeting.size(); }));
    REQUIRE(host->received() == greeting);
    const std::string line = "AT+" + std::to_string(round) + "\r\n";
    REQUIRE(host->send(line) == line.size());
    sent += line;
    if (round % 2 == 0) host->make_cooked();
    host.reset();
    REQUIRE(device.loop.run_until([&] { return device.closed == round && device.received.size() >= sent.size(); }));
    REQUIRE(device.received == sent);
    REQUIRE(device.opened == round);
    REQUIRE_FALSE(device.pty.host_open());
  }
}

TEST_CASE("hosts are counted even when the event loop was busy meanwhile") {
  PtyDevice device;
  std::optional<SerialHost> first(device.pty.name()), second(device.pty.name()), third(device.pty.name());
  first.reset();
  second.reset();
  CHECK(device.loop.run_until([&] { return device.opened == 1; }));
  device.loop.io.poll();
  CHECK(device.pty.host_open());
  CHECK(device.closed == 0);
  third.reset();
  CHECK(device.loop.run_until([&] { return device.closed == 1; }));
  CHECK_FALSE(device.pty.host_open());
}

TEST_CASE("two ptys on one event loop count their own hosts only") {
  PtyDevice device;
  Pty other(device.loop.io, 115200);
  SerialHost host(other.name());
  CHECK(device.loop.run_until([&] { return other.host_open(); }));
  CHECK_FALSE(device.pty.host_open());
}

TEST_CASE("a host that claimed the port for itself leaves it to the next one") {
  PtyDevice device;
  {
    SerialHost host(device.pty.name());
    REQUIRE(::ioctl(host.descriptor(), TIOCEXCL) == 0);
  }
  REQUIRE(device.loop.run_until([&] { return device.closed == 1; }));
  SerialHost next(device.pty.name());
  REQUIRE(next.is_open());
  int exclusive = 1;
  REQUIRE(::ioctl(next.descriptor(), TIOCGEXCL, &exclusive) == 0);
  CHECK(exclusive == 0);
}

TEST_CASE("the host's speed is seen, also one without a constant, and stays when it closes") {
  PtyDevice device;
  CHECK(device.pty.host_baud() == 115200);
  {
    SerialHost host(device.pty.name());
    termios settings = host.settings();
    ::cfsetspeed(&settings, B9600);
    REQUIRE(::tcsetattr(host.descriptor(), TCSANOW, &settings) == 0);
    CHECK(device.pty.host_baud() == 9600);
    terminal::set_baud(host.descriptor(), 74880);
    CHECK(device.pty.host_baud() == 74880);
  }
  REQUIRE(device.loop.run_until([&] { return device.closed == 1; }));
  CHECK(device.pty.host_baud() == 74880);

  SerialHost hanging_up(device.pty.name());
  terminal::set_baud(hanging_up.descriptor(), 0);
  CHECK(device.pty.host_baud() == std::nullopt);
}

TEST_CASE("an initial speed without a constant is what the host finds") {
  EventLoop loop;
  Pty pty(loop.io, 76800);
  SerialHost host(pty.name());
  CHECK(terminal::baud(host.descriptor()) == 76800);
}

TEST_CASE("without a host the pty keeps what fits and drops later writes whole") {
  PtyDevice device;
  const auto block = [](int number) {
    std::string text = std::to_string(number);
    text.resize(1000, '.');
    return text;
  };
  for (int number = 0; number < 1000; ++number) device.pty.write(block(number));

  SerialHost host(device.pty.name());
  device.pty.write("the host is there");
  const auto has_arrived = [&] { return host.received().find("the host is there") != std::string::npos; };
  REQUIRE(device.loop.run_until(has_arrived));

  const std::size_t kept = host.received().size() / 1000;
  CHECK(kept >= 4);
  CHECK(kept < 200);
  std::string expected;
  for (std::size_t number = 0; number < kept; ++number) expected += block(static_cast<int>(number));
  CHECK(host.received() == expected + "the host is there");
}

TEST_CASE("a host that does not read gets a megabyte in order once it reads") {
  PtyDevice device;
  SerialHost host(device.pty.name());
  std::string megabyte;
  for (int number = 0; megabyte.size() < 1'000'000; ++number) megabyte += std::to_string(number) + ",";
  for (std::size_t position = 0; position < megabyte.size(); position += 700)
    device.pty.write(std::string_view(megabyte).substr(position, 700));
  CHECK(device.pty.queued() > 500'000);
  CHECK(device.loop.run_until([&] { return host.received().size() >= megabyte.size(); }));
  CHECK(host.received() == megabyte);
  CHECK(device.pty.queued() == 0);
}

TEST_CASE("while reading is paused the host's bytes wait") {
  PtyDevice device;
  SerialHost host(device.pty.name());
  device.pty.pause_reading();
  host.send("AT\r\n");
  CHECK(device.loop.run_until([&] { return device.opened == 1; }));
  device.loop.io.poll();
  CHECK(device.received.empty());
  device.pty.resume_reading();
  CHECK(device.loop.run_until([&] { return !device.received.empty(); }));
  CHECK(device.received == "AT\r\n");
}

}  // namespace espat::uart
