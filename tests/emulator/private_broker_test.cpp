#include "emulator/private_broker.hpp"

#include <spdlog/sinks/ostream_sink.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "emulator/temporary_directory.hpp"

using namespace espat::emulator;
using boost::asio::ip::tcp;
using Catch::Matchers::Contains;

namespace {

struct Log {
  std::ostringstream text;
  spdlog::logger logger{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)};
};

/// Runs the event loop until the broker is ready.
void start(boost::asio::io_context& io, PrivateBroker& broker) {
  bool ready = false;
  broker.start([&ready] { ready = true; });
  while (!ready) io.run_one();
}

tcp::socket connect(boost::asio::io_context& io, std::uint16_t port) {
  tcp::socket socket(io);
  socket.connect({boost::asio::ip::address_v4::loopback(), port});
  return socket;
}

/// A program that calls itself mosquitto.
std::string directory_of_false_mosquitto(const TemporaryDirectory& directory, const std::string& script) {
  const std::filesystem::path program = directory.path() / "mosquitto";
  std::ofstream(program) << "#!/bin/sh\n" << script << '\n';
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  return directory.path();
}

}  // namespace

TEST_CASE("the private broker answers MQTT and WebSocket clients on loopback") {
  boost::asio::io_context io;
  Log log;
  PrivateBroker broker(io, log.logger, program_search_path());
  start(io, broker);

  tcp::socket mqtt = connect(io, broker.ports().tcp);
  boost::asio::write(mqtt, boost::asio::buffer("\x10\x0c\0\4MQTT\4\2\0\x0a\0", 14));
  std::string connack(4, '?');
  boost::asio::read(mqtt, boost::asio::buffer(connack));
  CHECK(connack == std::string("\x20\2\0\0", 4));

  tcp::socket websocket = connect(io, broker.ports().ws);
  boost::asio::write(websocket,
                     boost::asio::buffer(std::string("GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                                                     "Sec-WebSocket-Protocol: mqtt\r\n\r\n")));
  std::string answer;
  boost::asio::read_until(websocket, boost::asio::dynamic_buffer(answer), "\r\n");
  CHECK_THAT(answer, Contains("101 Switching Protocols"));
}

TEST_CASE("the private broker listens on no other address") {
  boost::asio::io_context io;
  Log log;
  PrivateBroker broker(io, log.logger, program_search_path());
  start(io, broker);
  const std::uint16_t port = GENERATE_REF(values({broker.ports().tcp, broker.ports().ws}));
  // Another address of this machine that is not 127.0.0.1: a listener on every address would answer there.
  tcp::socket socket(io);
  boost::system::error_code error;
  socket.connect({boost::asio::ip::make_address("127.0.0.2"), port}, error);
  CHECK(error == boost::asio::error::connection_refused);
}

TEST_CASE("the private broker and its directory go with it") {
  const TemporaryDirectory parent;
  setenv("TMPDIR", parent.path().c_str(), 1);
  boost::asio::io_context io;
  Log log;
  std::uint16_t port = 0;
  {
    PrivateBroker broker(io, log.logger, program_search_path());
    start(io, broker);
    port = broker.ports().tcp;
    CHECK_FALSE(std::filesystem::is_empty(parent.path()));
  }
  unsetenv("TMPDIR");
  CHECK(std::filesystem::is_empty(parent.path()));
  CHECK_THROWS_WITH(connect(io, port), Contains("Connection refused"));
}

TEST_CASE("a missing mosquitto is one sentence") {
  boost::asio::io_context io;
  Log log;
  CHECK_THROWS_WITH(PrivateBroker(io, log.logger, "/nonexistent"),
                    "--broker needs mosquitto, which is not installed; install it (Debian: apt install mosquitto) or use a broker of yours "
                    "without --broker");
}

TEST_CASE("a mosquitto that cannot start is tried five times and then one sentence") {
  const TemporaryDirectory directory;
  boost::asio::io_context io;
  Log log;
  PrivateBroker broker(io, log.logger, directory_of_false_mosquitto(directory, "echo tried >> $0.tries; echo Error: no luck; exit 4"));
  const std::string path = directory.path() / "mosquitto";
  CHECK_THROWS_WITH(start(io, broker), "the private broker " + path +
                                           " could not start (exit status 4: Error: no luck); try it by hand with " + path + " -p 0 -v");
  std::ostringstream tries;
  tries << std::ifstream(path + ".tries").rdbuf();
  CHECK(tries.str() == "tried\ntried\ntried\ntried\ntried\n");
}

TEST_CASE("a broker that could not get its port is started again") {
  const TemporaryDirectory directory;
  boost::asio::io_context io;
  Log log;
  const std::string real = find_program("mosquitto", program_search_path());
  PrivateBroker broker(io, log.logger,
                       directory_of_false_mosquitto(directory, "[ -e $0.tried ] && exec " + real + " \"$@\"; touch $0.tried; exit 1"));
  start(io, broker);
  CHECK(connect(io, broker.ports().tcp).is_open());
}

TEST_CASE("the end of the broker is a warning") {
  const TemporaryDirectory directory;
  boost::asio::io_context io;
  Log log;
  const std::string real = find_program("mosquitto", program_search_path());
  PrivateBroker broker(io, log.logger, directory_of_false_mosquitto(directory, "echo $$ > $0.pid; exec " + real + " \"$@\""));
  start(io, broker);
  pid_t pid = 0;
  std::ifstream(directory.path() / "mosquitto.pid") >> pid;
  kill(pid, SIGKILL);
  while (log.text.str().empty()) io.run_one();
  CHECK_THAT(log.text.str(),
             Contains("[warning] the private broker ended by itself (signal 9); connections to it fail from now on, start espat again"));
}

TEST_CASE("programs are found as a shell finds them") {
  const TemporaryDirectory directory;
  const std::string path = directory_of_false_mosquitto(directory, "");
  std::ofstream(directory.path() / "data") << "not a program";
  CHECK(find_program("mosquitto", "/nonexistent::" + path + ":/usr/sbin") == path + "/mosquitto");
  CHECK(find_program("data", path).empty());
  CHECK(find_program("mosquitto", "").empty());
}
