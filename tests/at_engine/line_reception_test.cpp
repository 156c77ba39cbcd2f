#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// A line of `size` bytes with its end, which begins like a command that does not exist.
std::string line_of(std::size_t size) { return "AT+" + std::string(size - 5, 'X') + "\r\n"; }

}  // namespace

TEST_CASE("at-core.md 1.1: a line may arrive in any number of chunks") {
  TestModule module;
  CHECK(module.send("A") == "A");
  CHECK(module.send("T+SYSLO") == "T+SYSLO");
  CHECK(module.send("G?\r\n") == "G?\r\n+SYSLOG:0\r\n\r\nOK\r\n");
}

TEST_CASE("at-core.md 1.1: what the receive task prints comes before what the command task prints for the same instant") {
  TestModule module;
  CHECK(module.receive({UartReceived{"AT\r\n"}, UartReceived{"AT+GMR\r\n"}}) == "AT\r\n" + busy + ok);
}

TEST_CASE("at-core.md 1.2: a lone CR or a lone LF ends no line") {
  TestModule module;
  CHECK(module.send("AT\n") == "AT\n");
  CHECK(module.send("AT\r\n") == "AT\r\n" + error);
  CHECK(module.send("AT\r") == "AT\r");
  CHECK(module.send("AT\r\n") == "AT\r\n" + error);
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 1.2: AT, LF, AT is looked up as one command, which does not exist") {
  MqttModule module;
  CHECK(module.send("AT\nAT\r\n") == unsupported);
}

TEST_CASE("at-core.md 1.2: the two bytes of the line end may arrive in two chunks") {
  TestModule module;
  CHECK(module.send("AT\r") == "AT\r");
  CHECK(module.send("\n") == "\n" + ok);
  CHECK(module.send("AT+SYSLOG?\r") == "AT+SYSLOG?\r");
  CHECK(module.send("\nHELLO\r\n") == "\n" + busy + "+SYSLOG:0\r\n" + ok);
}

TEST_CASE("at-core.md 1.2: after a line that the parser refused, the rest of its chunk is the next line") {
  TestModule module;
  CHECK(module.send("HELLO\r\nAT\r\n") == "HELLO\r\n" + error + "AT\r\n" + ok);
  CHECK(module.send("AT+FAKE\r\nAT+CWMODE=?\r\nAT\r\n") == "AT+FAKE\r\n" + error + "AT+CWMODE=?\r\n" + error + "AT\r\n" + ok);
}

TEST_CASE("at-core.md 1.3: echo is on after a start, and repeats every byte unchanged") {
  TestModule module;
  CHECK(module.send("at\r\n") == "at\r\n\r\nOK\r\n");
  CHECK(module.send("\x01\xfe\t\"\r\n") == "\x01\xfe\t\"\r\n" + error);
}

TEST_CASE("at-core.md 1.3: each chunk is echoed on arrival, as one write") {
  TestModule module;
  module.send("AT+SYS");
  module.send("RAM?\r\n");
  CHECK(module.take_writes() == std::vector<std::string>{"AT+SYS", "RAM?\r\n", "+SYSRAM:148408", "\r\nOK\r\n"});
}

TEST_CASE("at-core.md 1.3: ATE0 is still echoed, ATE1 is not yet") {
  TestModule module;
  CHECK(module.send("ATE0\r\n") == "ATE0\r\n\r\nOK\r\n");
  CHECK(module.send("AT\r\n") == "\r\nOK\r\n");
  CHECK(module.send("ATE1\r\n") == "\r\nOK\r\n");
  CHECK(module.send("AT\r\n") == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("at-core.md 1.3: the echo is on again after a restart") {
  TestModule module;
  module.send("ATE0\r\n");
  module.send("AT+RST\r\n");
  module.advance(Duration{1'000});
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 1.3: an empty line is echoed and refused") {
  TestModule module;
  CHECK(module.send("\r\n") == "\r\n" + error);
  module.command("AT+SYSLOG=1");
  CHECK(module.send("\r\n") == "\r\n" + no_at);
}

TEST_CASE("at-core.md 1.4: 256 bytes with the line end are a line, 257 are not") {
  MqttModule module;
  CHECK(module.send(line_of(256)) == unsupported);
  CHECK(module.send(line_of(257)) == no_at);
}

TEST_CASE("at-core.md 1.4: 255 bytes may wait for their line end, 256 are thrown away without a word") {
  MqttModule module;
  const std::string start = "AT" + std::string(253, 'X');
  CHECK(module.send(start).empty());
  CHECK(module.send("\r\n") == no_at);  // 257 bytes
  CHECK(module.send(start + "X").empty());
  CHECK(module.send("AT\r\n") == ok);
}

TEST_CASE("at-core.md 1.4: what is thrown away has been echoed") {
  TestModule module;
  const std::string tail(256, 'y');
  CHECK(module.send(tail) == tail);
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 1.4: a CR at the end of what is thrown away begins the next line") {
  MqttModule module;
  CHECK(module.send(std::string(255, 'X') + "\r").empty());
  CHECK(module.send("\n") == no_at);
  CHECK(module.send(std::string(255, 'X') + "\r").empty());
  CHECK(module.send("AT\r\n") == no_at);
  CHECK(module.send("AT\r\n") == ok);
}

TEST_CASE("at-core.md 1.4: a line of 300 bytes in chunks of 120 fails once, through its length") {
  MqttModule module;
  const std::string line = line_of(300);
  CHECK(module.send(line.substr(0, 120)).empty());
  CHECK(module.send(line.substr(120, 120)).empty());
  CHECK(module.send(line.substr(240)) == no_at);
}

TEST_CASE("at-core.md 1.4: a line of 400 bytes in chunks of 120 fails once, through its tail") {
  MqttModule module;
  const std::string line = line_of(400);
  for (const std::size_t start : {0, 120, 240}) CHECK(module.send(line.substr(start, 120)).empty());
  CHECK(module.send(line.substr(360)) == no_at);
  CHECK(module.send("AT\r\n") == ok);
}

TEST_CASE("at-core.md 1.4: a tail that starts with AT is a command") {
  MqttModule module;
  CHECK(module.send(std::string(360, 'X')).empty());
  CHECK(module.send("AT\r\n") == ok);
}

TEST_CASE("at-core.md 1.6: a NUL at the end of a chunk drops the buffer, and is echoed") {
  TestModule module;
  CHECK(module.send("HEL") == "HEL");
  CHECK(module.send(std::string("LO\0", 3)) == std::string("LO\0", 3));
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
  CHECK(module.send(std::string("\0", 1)) == std::string("\0", 1));
}

TEST_CASE("at-core.md 1.6: a NUL inside a chunk drops what came before it, and is not echoed") {
  TestModule module;
  CHECK(module.send("HEL") == "HEL");
  CHECK(module.send(std::string("LO\0AT\r\n", 7)) == "LOAT\r\n" + ok);
}

TEST_CASE("at-core.md 1.6: a NUL as first byte of a chunk echoes nothing by itself") {
  TestModule module;
  CHECK(module.send("HEL") == "HEL");
  CHECK(module.send(std::string("\0AT\r\n", 5)) == "AT\r\n" + ok);
  CHECK(module.take_log().empty());
}

TEST_CASE("at-core.md 1.6: several NULs each drop their piece, without an error message") {
  TestModule module;
  CHECK(module.send(std::string("A\0B\0\0AT\r\n", 9)) == "ABAT\r\n" + ok);
  CHECK(module.send(std::string("A\0B\0", 4)) == std::string("AB\0", 3));
  CHECK(module.send("AT\r\n") == "AT\r\n" + ok);
}

TEST_CASE("at-core.md 1.6: a NUL after a line belongs to the rest of the chunk") {
  TestModule module;
  CHECK(module.send(std::string("HELLO\r\nX\0AT\r\n", 13)) == "HELLO\r\n" + error + "XAT\r\n" + ok);
  CHECK(module.send(std::string("AT\r\n\0", 5)) == "AT\r\n" + busy + ok);
}

TEST_CASE("at-core.md 1.6: a NUL between CR and LF takes the CR with it") {
  TestModule module;
  CHECK(module.send(std::string("AT\r\0\nAT\r\n", 9)) == "AT\r\nAT\r\n" + error);
}

}  // namespace espat::at
