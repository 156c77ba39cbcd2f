#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/net/device.hpp"

namespace espat::test {

inline const auto loopback = net::asio::ip::address_v4::loopback();

/// A loopback port of the test: the kernel connects and buffers by itself.
class Listener {
 public:
  Listener() { acceptor_.non_blocking(true); }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 protected:
  net::asio::io_context io_;
  net::Tcp::acceptor acceptor_{io_, {loopback, 0}};
};

/// A TCP server of the test for one connection after the other. Nothing of it blocks.
class Peer : public Listener {
 public:
  /// Whether somebody has connected: this is the connection from now on.
  bool accept() {
    boost::system::error_code error;
    net::Tcp::socket connection(io_);
    acceptor_.accept(connection, error);
    if (error) return false;
    socket = std::move(connection);
    socket.non_blocking(true);
    received_.clear();
    end_.reset();
    return true;
  }
  /// What two kernel buffers take.
  void write(std::string_view bytes) { net::asio::write(socket, net::asio::buffer(bytes)); }
  /// All that has come so far.
  const std::string& received() {
    std::array<char, 65'536> buffer{};
    while (!end_) {
      boost::system::error_code error;
      received_.append(buffer.data(), socket.read_some(net::asio::buffer(buffer), error));
      if (error == net::asio::error::would_block) break;
      if (error) end_ = error;
    }
    return received_;
  }
  /// How the connection has ended, if it has.
  std::optional<boost::system::error_code> end() {
    received();
    return end_;
  }
  void reset() {
    socket.set_option(net::Tcp::socket::linger(true, 0));
    socket.close();
  }

  net::Tcp::socket socket{io_};

 private:
  std::string received_;
  std::optional<boost::system::error_code> end_;
};

inline at::SocketOpen socket_to(std::uint16_t port, at::Socket socket = 1) {
  at::SocketOpen open;
  open.socket = socket;
  open.host = "127.0.0.1";
  open.remote = {"127.0.0.1", port};
  return open;
}

/// A module that is asked for a TCP connection to a peer, as its socket 1.
struct SocketConnection {
  explicit SocketConnection(net::SocketNetworkOptions options = {}) : device({}, {}, options) {
    device.sockets.perform(socket_to(peer.port()));
  }

  at::SocketOpened open() {
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    return device.await<at::SocketOpened>();
  }
  void send(const std::string& bytes) {
    device.sockets.perform(at::SocketSend{1, bytes});
    device.await<at::SocketSent>();
  }
  void close() {
    device.sockets.perform(at::SocketClose{1});
    device.await<at::SocketClosed>();
  }
  /// All that the peer has got, once it is so much.
  std::string peer_reads(std::size_t size) {
    CHECK(device.run_until([&] { return peer.received().size() >= size; }));
    return peer.received();
  }
  /// How the peer sees the end: eof or connection_reset.
  boost::system::error_code peer_end() {
    CHECK(device.run_until([&] { return peer.end().has_value(); }));
    return peer.end().value_or(boost::system::error_code());
  }

  Peer peer;
  Device device;
};

/// The same, and the connection stands.
struct OpenConnection : SocketConnection {
  explicit OpenConnection(net::SocketNetworkOptions options = {}) : SocketConnection(std::move(options)) { opened = open(); }
  at::SocketOpened opened;
};

}  // namespace espat::test
