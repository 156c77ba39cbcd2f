// TCP of the sockets seam against real peers on loopback.

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "tests/net/socket_peer.hpp"

namespace espat::test {
namespace {

TEST_CASE("TCP: bytes go both ways, and the firmware hears of its own address for the peer") {
  OpenConnection connection;
  CHECK(connection.opened.remote == at::SocketAddress{"127.0.0.1", connection.peer.port()});
  CHECK(connection.opened.local_port == connection.peer.socket.remote_endpoint().port());
  connection.send("hello");
  CHECK(connection.peer_reads(5) == "hello");
  connection.peer.write("world");
  CHECK(connection.device.await<at::SocketReceived>().bytes == "world");
  connection.close();
  CHECK(connection.peer_end() == net::asio::error::eof);
}

TEST_CASE("What the peer had sent comes before its end, and the end comes once") {
  const bool resets = GENERATE(false, true);
  CAPTURE(resets);
  OpenConnection connection;
  connection.peer.write("last words");
  // A reset loses what the module's kernel has not got yet; over loopback it has all at once.
  resets ? connection.peer.reset() : connection.peer.socket.close();
  CHECK(connection.device.await<at::SocketReceived>().bytes == "last words");
  CHECK(connection.device.await<at::SocketEnded>().reset == resets);
  connection.device.sockets.perform(at::SocketSend{1, "too late"});
  connection.close();
  connection.device.run_for(20ms);
  CHECK(connection.device.count<at::SocketEnded>() == 0);
}

TEST_CASE("A peer that has reset is found by sending, too") {
  OpenConnection connection;
  connection.peer.reset();
  connection.device.sockets.perform(at::SocketSend{1, "x"});
  CHECK(connection.device.await<at::SocketEnded>().reset);
}

TEST_CASE("The receive window closes until the firmware has read") {
  OpenConnection connection;
  const std::string sent(20'000, 'w');
  connection.peer.write(sent);
  std::string received;
  const auto take = [&] { received += connection.device.await<at::SocketReceived>().bytes; };
  while (received.size() < 5'760) take();
  connection.device.run_for(20ms);
  CHECK(received.size() == 5'760);
  CHECK(connection.device.count<at::SocketReceived>() == 0);
  std::size_t read = 0;
  while (received.size() < sent.size()) {
    connection.device.sockets.perform(at::SocketConsumed{1, received.size() - read});
    read = received.size();
    take();
  }
  CHECK(received == sent);
}

TEST_CASE("A congested UART stops the peer") {
  OpenConnection connection;
  connection.device.sockets.pause(true);
  const std::string piece(65'536, 'p');
  std::size_t written = 0;
  boost::system::error_code error;
  // Bounded by what two kernel buffers hold.
  while (!error && written < 100'000'000) written += connection.peer.socket.write_some(net::asio::buffer(piece), error);
  CHECK(error == net::asio::error::would_block);
  connection.device.run_for(20ms);
  CHECK(connection.device.count<at::SocketReceived>() == 0);
  connection.device.sockets.pause(false);
  CHECK(connection.device.await<at::SocketReceived>().bytes[0] == 'p');
}

TEST_CASE("A send is answered when the send buffer has taken it; a peer that does not read holds it up") {
  OpenConnection connection;
  const std::string piece(8'192, 's');
  std::size_t sent = 0;
  const auto send = [&] {
    connection.device.sockets.perform(at::SocketSend{1, piece});
    return connection.device.run_until([&] { return connection.device.count<at::SocketSent>() > 0; }, 1s);
  };
  while (sent < 100'000'000 && send()) {
    connection.device.await<at::SocketSent>();
    sent += piece.size();
  }
  CHECK(sent < 100'000'000);
  SECTION("until it reads") {
    CHECK(connection.peer_reads(sent + piece.size()).size() == sent + piece.size());
    connection.device.await<at::SocketSent>();
  }
  SECTION("until the firmware gives up: then the rest is forgotten and not answered") {
    connection.device.sockets.perform(at::SocketSendCancel{1});
    connection.peer_reads(sent);
    connection.device.run_for(20ms);
    CHECK(connection.device.count<at::SocketSent>() == 0);
    connection.send("next");
  }
  SECTION("until the peer resets") {
    connection.peer.reset();
    connection.device.await<at::SocketSendFailed>();
  }
}

TEST_CASE("The link's round trip lies between SEND OK and the answer, and a close does not lose what was sent") {
  net::SocketNetworkOptions options;
  options.link.round_trip = 60ms;
  const auto start = std::chrono::steady_clock::now();
  OpenConnection connection(options);
  CHECK(std::chrono::steady_clock::now() - start >= 60ms);
  const auto asked = std::chrono::steady_clock::now();
  connection.send("ping");
  CHECK(connection.peer_reads(4) == "ping");
  CHECK(std::chrono::steady_clock::now() - asked >= 30ms);
  connection.peer.write("pong");
  CHECK(connection.device.await<at::SocketReceived>().bytes == "pong");
  CHECK(std::chrono::steady_clock::now() - asked >= 60ms);
  connection.send("goodbye");
  connection.close();
  CHECK(connection.peer_reads(11) == "pinggoodbye");
  CHECK(connection.peer_end() == net::asio::error::eof);
}

TEST_CASE("Linger 0 resets; a restart of the module and its end reset all") {
  enum class How { linger, restart, end };
  const auto how = GENERATE(How::linger, How::restart, How::end);
  auto connection = std::make_unique<OpenConnection>();
  if (how == How::linger) {
    connection->device.sockets.perform(at::SocketOptions{.socket = 1, .linger_seconds = 0});
    connection->close();
    CHECK(connection->peer_end() == net::asio::error::connection_reset);
  } else if (how == How::restart) {
    connection->device.sockets.perform(at::ResolveName{1, "127.0.0.1", false});
    connection->device.sockets.restart();
    CHECK(connection->peer_end() == net::asio::error::connection_reset);
    connection->device.run_for(20ms);
    CHECK(connection->device.inputs.empty());
    connection->device.sockets.perform(socket_to(connection->peer.port()));
    connection->device.await<at::SocketOpened>();
  } else {
    net::asio::io_context io;
    net::Tcp::socket peer(io, net::Tcp::v4(), connection->peer.socket.release());
    connection.reset();
    char byte = 0;
    boost::system::error_code error;
    peer.read_some(net::asio::buffer(&byte, 1), error);
    CHECK(error == net::asio::error::connection_reset);
  }
}

TEST_CASE("TCP: why a connection does not come about") {
  Device device;
  const std::uint16_t unused = unused_port();
  device.sockets.perform(socket_to(unused));
  const auto refused = device.await<at::SocketOpenFailed>();
  CHECK(refused.cause == at::SocketOpenFailed::Cause::refused);
  CHECK(refused.reason == "the connection to 127.0.0.1:" + std::to_string(unused) + " was refused: nothing listens there");

  at::SocketOpen nowhere = socket_to(80, 2);
  nowhere.remote.ip = nowhere.host = "no-such-name.invalid";
  device.sockets.perform(nowhere);
  CHECK(device.await<at::SocketOpenFailed>().cause == at::SocketOpenFailed::Cause::unreachable);

  device.sockets.perform(socket_to(unused, 3));
  device.sockets.perform(at::SocketClose{3});
  CHECK(device.await<at::SocketClosed>().socket == 3);
  device.run_for(20ms);
  CHECK(device.count<at::SocketOpenFailed>() == 0);
}

}  // namespace
}  // namespace espat::test
