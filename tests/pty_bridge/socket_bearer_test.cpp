#include "pty_bridge/socket_bearer.hpp"

#include <sys/stat.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/pty_bridge/event_loop.hpp"
#include "tests/pty_bridge/temporary_directory.hpp"

namespace espat::uart {
namespace {

using boost::asio::ip::tcp;
using UnixDomain = boost::asio::local::stream_protocol;

/// A host on a socket.
template <typename Protocol>
class Client {
 public:
  Client(EventLoop& loop, const typename Protocol::endpoint& endpoint) : socket_(loop.io) {
    socket_.connect(endpoint);
    socket_.non_blocking(true);
  }

  std::size_t send(const std::string& bytes) {
    boost::system::error_code error;
    return socket_.send(boost::asio::buffer(bytes), 0, error);
  }

  const std::string& received() {
    std::string buffer(65536, '\0');
    boost::system::error_code error;
    while (!error) received_.append(buffer, 0, socket_.receive(boost::asio::buffer(buffer), 0, error));
    if (error != boost::asio::error::would_block) ended_ = true;
    return received_;
  }

  bool ended() {
    received();
    return ended_;
  }

 private:
  typename Protocol::socket socket_;
  std::string received_;
  bool ended_ = false;
};

struct SocketDevice {
  EventLoop& loop;
  std::unique_ptr<SocketBearer> bearer;
  std::string received;
  int opened = 0;
  int closed = 0;
  int drained = 0;

  SocketDevice(EventLoop& a_loop, std::unique_ptr<SocketBearer> a_bearer) : loop(a_loop), bearer(std::move(a_bearer)) {
    bearer->start(
        {[this](std::string_view bytes) { received += bytes; }, [this] { ++opened; }, [this] { ++closed; }, [this] { ++drained; }});
  }
};

std::uint16_t port_of(const SocketBearer& bearer) {
  return static_cast<std::uint16_t>(std::stoi(bearer.name().substr(bearer.name().rfind(':') + 1)));
}

tcp::endpoint endpoint_of(const SocketBearer& bearer) { return {boost::asio::ip::address_v4::loopback(), port_of(bearer)}; }

}  // namespace

TEST_CASE("a TCP host is served, and the next one after it") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "127.0.0.1:0"));
  CHECK(device.bearer->name() == "tcp:127.0.0.1:" + std::to_string(port_of(*device.bearer)));
  CHECK(port_of(*device.bearer) != 0);
  CHECK(device.bearer->host_baud() == std::nullopt);
  device.bearer->write("\r\nready\r\n");
  for (int round = 1; round <= 3; ++round) {
    Client<tcp> host(loop, endpoint_of(*device.bearer));
    REQUIRE(loop.run_until([&] { return device.opened == round; }));
    CHECK(device.bearer->host_open());
    device.received.clear();
    host.send("AT\r\n");
    REQUIRE(loop.run_until([&] { return !device.received.empty(); }));
    CHECK(device.received == "AT\r\n");
    device.bearer->write("\r\nOK\r\n");
    const std::string expected = round == 1 ? "\r\nready\r\n\r\nOK\r\n" : "\r\nOK\r\n";
    CHECK(loop.run_until([&] { return host.received().size() >= expected.size(); }));
    CHECK(host.received() == expected);
  }
  CHECK(loop.run_until([&] { return device.closed == 3; }));
  CHECK_FALSE(device.bearer->host_open());
}

TEST_CASE("a second TCP host is closed and disturbs nobody") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "localhost:0"));
  Client<tcp> first(loop, endpoint_of(*device.bearer));
  REQUIRE(loop.run_until([&] { return device.opened == 1; }));
  Client<tcp> second(loop, endpoint_of(*device.bearer));
  CHECK(loop.run_until([&] { return second.ended(); }));
  CHECK(second.received().empty());
  first.send("AT\r\n");
  CHECK(loop.run_until([&] { return !device.received.empty(); }));
  CHECK(device.received == "AT\r\n");
  CHECK(device.opened == 1);
  CHECK(device.closed == 0);
}

TEST_CASE("a host that closes and connects again is served even when its old connection has not been read to the end") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "127.0.0.1:0"));
  {
    Client<tcp> first(loop, endpoint_of(*device.bearer));
    REQUIRE(loop.run_until([&] { return device.opened == 1; }));
    device.bearer->pause_reading();
    first.send("last words");
  }
  Client<tcp> second(loop, endpoint_of(*device.bearer));
  second.send(" first words");
  loop.io.poll();
  device.bearer->resume_reading();
  CHECK(loop.run_until([&] { return device.received.size() >= 22; }));
  CHECK(device.received == "last words first words");
  CHECK(device.opened == 2);
  CHECK(device.closed == 1);
  device.bearer->write("OK");
  CHECK(loop.run_until([&] { return second.received().size() >= 2; }));
  CHECK(second.received() == "OK");
}

TEST_CASE("a TCP host that does not read gets everything in order once it reads") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "127.0.0.1:0"));
  Client<tcp> host(loop, endpoint_of(*device.bearer));
  REQUIRE(loop.run_until([&] { return device.opened == 1; }));
  std::string bytes;
  for (int number = 0; bytes.size() < 20'000'000; ++number) bytes += std::to_string(number) + ",";
  device.bearer->write(bytes);
  CHECK(device.bearer->queued() > 0);
  CHECK(loop.run_until([&] { return host.received().size() >= bytes.size(); }));
  CHECK(host.received() == bytes);
  CHECK(loop.run_until([&] { return device.drained == 1; }));
  CHECK(device.bearer->queued() == 0);
}

TEST_CASE("writing to a host that went away does no harm") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "127.0.0.1:0"));
  {
    Client<tcp> host(loop, endpoint_of(*device.bearer));
    REQUIRE(loop.run_until([&] { return device.opened == 1; }));
  }
  for (int count = 0; count < 100; ++count) device.bearer->write("nobody reads this");
  CHECK(loop.run_until([&] { return device.closed == 1; }));
  CHECK(device.bearer->queued() == 0);
}

TEST_CASE("without a TCP host about as much is kept as by a pty") {
  EventLoop loop;
  SocketDevice device(loop, SocketBearer::listen_tcp(loop.io, "127.0.0.1:0"));
  for (int count = 0; count < 1000; ++count) device.bearer->write(std::string(1000, 'x'));
  device.bearer->write("dropped");
  CHECK(device.bearer->queued() == 21'000);
  Client<tcp> host(loop, endpoint_of(*device.bearer));
  REQUIRE(loop.run_until([&] { return device.opened == 1; }));
  device.bearer->write("kept");
  CHECK(loop.run_until([&] { return host.received().size() >= 21'004; }));
  CHECK(host.received() == std::string(21'000, 'x') + "kept");
}

TEST_CASE("an address that cannot be listened on is refused with the cause") {
  EventLoop loop;
  const auto first = SocketBearer::listen_tcp(loop.io, "127.0.0.1:0");
  const std::string address = first->name().substr(4);
  CHECK_THROWS_WITH(SocketBearer::listen_tcp(loop.io, address), "Cannot listen on " + address +
                                                                    " (Address already in use): name a free port and an address of "
                                                                    "this machine with --tcp.");
  CHECK_THROWS_WITH(SocketBearer::listen_tcp(loop.io, "192.0.2.1:5000"), Catch::Contains("Cannot assign requested address"));
  for (const std::string malformed : {"", "5000", ":5000", "localhost", "localhost:", "localhost:at", "localhost:65536"})
    CHECK_THROWS_AS(SocketBearer::listen_tcp(loop.io, malformed), std::invalid_argument);
}

TEST_CASE("a Unix socket is its owner's and goes with the bearer") {
  EventLoop loop;
  TemporaryDirectory directory;
  const std::string path = directory / "at";
  {
    SocketDevice device(loop, SocketBearer::listen_unix(loop.io, path));
    CHECK(device.bearer->name() == "unix:" + path);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK(S_ISSOCK(status.st_mode));
    CHECK((status.st_mode & 0777) == 0600);

    Client<UnixDomain> host(loop, path);
    host.send("AT\r\n");
    REQUIRE(loop.run_until([&] { return !device.received.empty(); }));
    CHECK(device.received == "AT\r\n");
    device.bearer->write("\r\nOK\r\n");
    CHECK(loop.run_until([&] { return host.received().size() >= 6; }));
    CHECK(host.received() == "\r\nOK\r\n");
  }
  CHECK(std::filesystem::is_empty(directory.path()));
}

TEST_CASE("a Unix socket that was left behind is replaced") {
  EventLoop loop;
  TemporaryDirectory directory;
  { UnixDomain::acceptor abandoned(loop.io, UnixDomain::endpoint(directory / "at")); }
  REQUIRE(std::filesystem::is_socket(directory / "at"));
  SocketDevice device(loop, SocketBearer::listen_unix(loop.io, directory / "at"));
  Client<UnixDomain> host(loop, UnixDomain::endpoint(directory / "at"));
  CHECK(loop.run_until([&] { return device.opened == 1; }));
}

TEST_CASE("a Unix path in use or occupied is refused") {
  EventLoop loop;
  TemporaryDirectory directory;
  const std::string path = directory / "at";
  SECTION("by another espat, which is not disturbed") {
    SocketDevice device(loop, SocketBearer::listen_unix(loop.io, path));
    CHECK_THROWS_WITH(SocketBearer::listen_unix(loop.io, path),
                      "Another program listens on " + path + ": end that one, or name another --unix path.");
    loop.io.poll();
    CHECK(device.opened == 0);
    CHECK(std::filesystem::is_socket(path));
  }
  SECTION("by another program") {
    UnixDomain::acceptor other(loop.io, UnixDomain::endpoint(path));
    CHECK_THROWS_WITH(SocketBearer::listen_unix(loop.io, path),
                      "Another program listens on " + path + ": end that one, or name another --unix path.");
    CHECK(std::filesystem::is_socket(path));
  }
  SECTION("by a file") {
    std::ofstream(path) << "precious";
    CHECK_THROWS_WITH(SocketBearer::listen_unix(loop.io, path),
                      path + " is not a socket and will not be overwritten: remove it, or name another --unix path.");
    CHECK(std::filesystem::is_regular_file(path));
  }
  SECTION("too long") {
    CHECK_THROWS_WITH(SocketBearer::listen_unix(loop.io, directory / std::string(200, 'x')), Catch::Contains("File name too long"));
  }
}

}  // namespace espat::uart
