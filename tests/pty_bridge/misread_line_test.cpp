#include "pty_bridge/misread_line.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/pty_bridge/recorder.hpp"

namespace espat::uart {
namespace {

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

}  // namespace
}  // namespace espat::uart
