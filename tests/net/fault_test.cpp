// Each fault of the network, seen from the peer: what arrives there, and what does not.

#include <catch2/catch.hpp>

#include <array>
#include <ctime>
#include <optional>
#include <string>

#include "tests/net/device.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/tls_material.hpp"
#include "tests/support/websocket.hpp"

namespace espat::test {
namespace {

using net::Tcp;
using Clock = std::chrono::steady_clock;
using MqttCause = at::MqttOpenFailed::Cause;
using SocketCause = at::SocketOpenFailed::Cause;

net::LinkFault on_every_connection() {
  net::LinkFault fault;
  fault.strikes = [] { return true; };
  return fault;
}

net::LinkFault blackhole() {
  net::LinkFault fault = on_every_connection();
  fault.swallows = true;
  return fault;
}

at::SocketOpen socket_to(const std::string& host, std::uint16_t port) {
  at::SocketOpen open;
  open.socket = 1;
  open.host = host;
  open.remote = {"127.0.0.1", port};
  return open;
}

/// A TCP server of the test: the kernel connects and buffers by itself.
class Peer {
 public:
  Peer() { acceptor_.non_blocking(true); }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  bool accept() {
    boost::system::error_code error;
    acceptor_.accept(socket_, error);
    if (!error) socket_.non_blocking(true);
    return !error;
  }
  void write(std::string_view bytes) { net::asio::write(socket_, net::asio::buffer(bytes)); }
  /// All that has come so far.
  const std::string& received() {
    std::array<char, 65'536> buffer{};
    while (!end_) {
      boost::system::error_code error;
      received_.append(buffer.data(), socket_.read_some(net::asio::buffer(buffer), error));
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

 private:
  net::asio::io_context io_;
  Tcp::acceptor acceptor_{io_, {net::asio::ip::address_v4::loopback(), 0}};
  Tcp::socket socket_{io_};
  std::string received_;
  std::optional<boost::system::error_code> end_;
};

/// A module with one TCP connection to a peer.
struct DisturbedSocket {
  DisturbedSocket() { device.sockets.perform(socket_to("127.0.0.1", peer.port())); }
  void open() {
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    device.await<at::SocketOpened>();
  }
  void send(const std::string& bytes) {
    device.sockets.perform(at::SocketSend{1, bytes});
    device.await<at::SocketSent>();
  }
  std::string peer_reads(std::size_t size) {
    CHECK(device.run_until([&] { return peer.received().size() >= size; }));
    return peer.received();
  }
  boost::system::error_code peer_end() {
    CHECK(device.run_until([&] { return peer.end().has_value(); }));
    return peer.end().value_or(boost::system::error_code());
  }

  Peer peer;
  Device device;
};

std::string numbers(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ",";
  return text.substr(0, size);
}

/// The module is connected to a broker of which the test sees every byte.
struct BareBroker {
  Peer peer;
  Device device;

  void open() {
    device.network.perform(open_to(peer.port()));
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    REQUIRE(device.run_until([&] { return !peer.received().empty(); }));
    peer.write(encode({packet_type::connack << 4, std::string(2, '\0')}));
    device.await<at::MqttOpened>();
  }
};

/// The module is connected to a broker that the test plays.
struct PlayedBroker {
  StubListener listener;
  Device device;
  std::optional<MqttStream> stream;

  void open() {
    device.network.perform(open_to(listener.port()));
    stream.emplace(device.accept(listener));
    CHECK(device.read(*stream).type() == packet_type::connect);
    stream->write(encode({packet_type::connack << 4, std::string(2, '\0')}));
    device.await<at::MqttOpened>();
  }
  void publish(at::Operation operation, const std::string& payload) {
    device.network.perform(at::MqttPublish{1, operation, "t", payload, 0, false});
  }
};

}  // namespace

TEST_CASE("a refused connection never reaches the peer, and is refused once where the fault says so") {
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  fault.strikes = [left = 1]() mutable { return left-- > 0; };
  device.faults.add(fault);
  SECTION("MQTT") {
    StubListener broker;
    device.network.perform(open_to(broker.port()));
    const auto failed = device.await<at::MqttOpenFailed>();
    CHECK(failed.cause == MqttCause::tcp);
    CHECK(failed.reason == "the connection to 127.0.0.1:" + std::to_string(broker.port()) + " was refused: nothing listens there");
    CHECK_FALSE(broker.accept(50ms));
    device.network.perform(open_to(broker.port(), 2));
    device.accept(broker);
  }
  SECTION("a socket") {
    Peer peer;
    device.sockets.perform(socket_to("127.0.0.1", peer.port()));
    const auto failed = device.await<at::SocketOpenFailed>();
    CHECK(failed.cause == SocketCause::refused);
    CHECK(failed.reason == "the connection to 127.0.0.1:" + std::to_string(peer.port()) + " was refused: nothing listens there");
    CHECK_FALSE(peer.accept());
    device.sockets.perform(socket_to("127.0.0.1", peer.port()));
    CHECK(device.run_until([&] { return peer.accept(); }));
  }
}

TEST_CASE("HTTP is refused, cut and held back like any connection") {
  Peer peer;
  Device device;
  net::LinkFault fault = on_every_connection();
  at::HttpRequest request;
  request.host = "127.0.0.1";
  request.port = peer.port();
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  SECTION("refused") {
    fault.refuses = true;
    device.faults.add(fault);
    device.sockets.perform(request);
    const auto ended = device.await<at::HttpEnded>();
    CHECK(ended.failed);
    CHECK(ended.reason == "the connection to 127.0.0.1:" + std::to_string(peer.port()) + " was refused: nothing listens there");
  }
  SECTION("cut") {
    device.sockets.perform(request);
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    device.await<at::HttpConnected>();
    device.faults.reset();
    CHECK(device.await<at::HttpEnded>().failed);
  }
  SECTION("held back") {
    const auto remove = device.faults.add(blackhole());
    device.sockets.perform(request);
    device.run_for(50ms);
    CHECK_FALSE(peer.accept());
    CHECK(device.inputs.empty());
    remove();
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    peer.write(answer);
    CHECK_FALSE(device.await<at::HttpEnded>().failed);
  }
}

TEST_CASE("a client of the module's server is refused as well") {
  Device device;
  const std::uint16_t port = unused_port();
  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  const auto remove = device.faults.add(fault);
  net::asio::io_context io;
  const Tcp::endpoint there(net::asio::ip::address_v4::loopback(), port);
  Tcp::socket refused(io);
  refused.connect(there);
  refused.non_blocking(true);
  boost::system::error_code error;
  CHECK(device.run_until([&] {
    char byte = 0;
    refused.read_some(net::asio::buffer(&byte, 1), error);
    return error != net::asio::error::would_block;
  }));
  CHECK(error == net::asio::error::connection_reset);
  remove();
  Tcp::socket accepted(io);
  accepted.connect(there);
  CHECK(device.await<at::SocketAccepted>().remote.port == accepted.local_endpoint().port());
}

TEST_CASE("reset: the peer sees it, and the firmware too") {
  SECTION("MQTT") {
    BareBroker broker;
    broker.open();
    broker.device.faults.reset();
    CHECK(broker.device.await<at::MqttClosed>().reason == "the connection broke: Connection reset by peer");
    CHECK(broker.device.run_until([&] { return broker.peer.end().has_value(); }));
    CHECK(broker.peer.end() == net::asio::error::connection_reset);
  }
  SECTION("a socket") {
    DisturbedSocket connection;
    connection.open();
    connection.device.faults.reset();
    CHECK(connection.device.await<at::SocketEnded>().reset);
    CHECK(connection.peer_end() == net::asio::error::connection_reset);
    connection.device.sockets.perform(at::SocketSend{1, "x"});
    connection.device.await<at::SocketSendFailed>();
    connection.device.sockets.perform(at::SocketClose{1});
    connection.device.await<at::SocketClosed>();
    CHECK(connection.device.count<at::SocketEnded>() == 0);
  }
  SECTION("a socket that is being opened") {
    DisturbedSocket connection;
    connection.device.faults.add(blackhole());
    connection.device.faults.reset();
    const auto failed = connection.device.await<at::SocketOpenFailed>();
    CHECK(failed.reason == "the connection broke while it was opened, as a fault wants it");
  }
}

TEST_CASE("blackhole: nothing arrives, and afterwards nothing is missing") {
  SECTION("MQTT") {
    PlayedBroker broker;
    broker.open();
    const auto remove = broker.device.faults.add(blackhole());
    broker.publish(1, "one");
    broker.publish(2, "two");
    broker.stream->write(encode_publish({"d", "down", 0}));
    broker.device.run_for(100ms);
    CHECK_FALSE(broker.stream->read(0ms));
    CHECK(broker.device.count<at::MqttReceived>() == 0);
    remove();
    CHECK(decode_publish(broker.device.read(*broker.stream)).payload == "one");
    CHECK(decode_publish(broker.device.read(*broker.stream)).payload == "two");
    CHECK(broker.device.await<at::MqttReceived>().payload == "down");
  }
  SECTION("MQTT that is given up meanwhile") {
    PlayedBroker broker;
    broker.open();
    const auto remove = broker.device.faults.add(blackhole());
    broker.device.network.perform(at::MqttClose{1, false});
    broker.device.run_for(50ms);
    CHECK_FALSE(broker.stream->wait_closed(0ms));
    remove();
    broker.device.await_closed(*broker.stream);
  }
  SECTION("a socket, more than its send buffer and its window hold") {
    DisturbedSocket connection;
    connection.open();
    const std::string bytes = numbers(50'000);
    const auto remove = connection.device.faults.add(blackhole());
    connection.device.sockets.perform(at::SocketSend{1, bytes});
    connection.peer.write(bytes);
    connection.device.run_for(100ms);
    CHECK(connection.peer.received().empty());
    CHECK(connection.device.inputs.empty());
    remove();
    CHECK((connection.peer_reads(bytes.size()) == bytes));
    connection.device.run_until([&] { return connection.device.count<at::SocketSent>() > 0; });
    std::string received;
    for (std::size_t taken = 0; received.size() < bytes.size(); taken = received.size()) {
      received += connection.device.await<at::SocketReceived>().bytes;
      connection.device.sockets.perform(at::SocketConsumed{1, received.size() - taken});
    }
    CHECK((received == bytes));
  }
  SECTION("a connection that is opened and one that is closed meanwhile") {
    DisturbedSocket connection;
    connection.open();
    const auto remove = connection.device.faults.add(blackhole());
    connection.device.sockets.perform(at::SocketClose{1});
    connection.device.await<at::SocketClosed>();
    Peer other;
    at::SocketOpen open = socket_to("127.0.0.1", other.port());
    open.socket = 2;
    connection.device.sockets.perform(open);
    connection.device.run_for(50ms);
    CHECK_FALSE(connection.peer.end());
    CHECK_FALSE(other.accept());
    remove();
    CHECK(connection.peer_end() == net::asio::error::eof);
    CHECK(connection.device.run_until([&] { return other.accept(); }));
    CHECK(connection.device.await<at::SocketOpened>().socket == 2);
  }
}

TEST_CASE("latency: each piece takes as long as was drawn for it, in order") {
  static constexpr auto delay = 80ms;
  std::size_t draws = 0;
  net::LinkFault fault = on_every_connection();
  fault.delay = [&draws] {
    ++draws;
    return delay;
  };
  SECTION("MQTT") {
    PlayedBroker broker;
    broker.open();
    broker.device.faults.add(fault);
    const auto start = Clock::now();
    broker.publish(1, "one");
    broker.publish(2, "two");
    CHECK(decode_publish(broker.device.read(*broker.stream)).payload == "one");
    CHECK(Clock::now() - start >= delay);
    CHECK(decode_publish(broker.device.read(*broker.stream)).payload == "two");
    CHECK(draws >= 1);
  }
  SECTION("a socket: opening, up and down") {
    DisturbedSocket connection;
    connection.device.faults.add(fault);
    const auto start = Clock::now();
    connection.open();
    CHECK(draws == 2);
    connection.send("up");
    CHECK(connection.peer_reads(2) == "up");
    connection.peer.write("down");
    CHECK(connection.device.await<at::SocketReceived>().bytes == "down");
    CHECK(draws == 4);
    CHECK(Clock::now() - start >= 2 * delay);
  }
}

TEST_CASE("bandwidth: so many bytes a second, and none is lost") {
  constexpr std::int64_t rate = 10'000;
  net::LinkFault fault = on_every_connection();
  fault.bandwidth = rate;
  const std::string bytes = numbers(5'000);
  SECTION("MQTT") {
    PlayedBroker broker;
    broker.open();
    broker.device.faults.add(fault);
    const auto start = Clock::now();
    broker.publish(1, bytes);
    CHECK((decode_publish(broker.device.read(*broker.stream)).payload == bytes));
    CHECK(Clock::now() - start >= 500ms);
  }
  SECTION("a socket, evenly") {
    DisturbedSocket connection;
    connection.open();
    connection.device.faults.add(fault);
    const auto start = Clock::now();
    connection.device.sockets.perform(at::SocketSend{1, bytes});
    const std::size_t first = connection.peer_reads(1).size();
    CHECK(first < bytes.size());
    CHECK((connection.peer_reads(bytes.size()) == bytes));
    CHECK(Clock::now() - start >= 500ms);
  }
}

TEST_CASE("limit: the connection is cut after exactly so many bytes of both directions") {
  net::LinkFault fault = on_every_connection();
  SECTION("MQTT") {
    fault.limit = 100;
    BareBroker broker;
    broker.device.faults.add(fault);
    broker.open();
    const std::size_t connect = broker.peer.received().size();
    broker.device.network.perform(at::MqttPublish{1, 1, "t", numbers(200), 0, false});
    CHECK(broker.device.await<at::MqttClosed>().reason == "the connection broke: Connection reset by peer");
    CHECK(broker.device.run_until([&] { return broker.peer.end().has_value(); }));
    constexpr std::size_t connack = 4;
    CHECK(broker.peer.received().substr(connect) == encode_publish({"t", numbers(200), 0}).substr(0, 100 - connect - connack));
  }
  SECTION("a socket") {
    fault.limit = 1'000;
    DisturbedSocket connection;
    connection.device.faults.add(fault);
    connection.open();
    connection.peer.write(numbers(300));
    CHECK(connection.device.await<at::SocketReceived>().bytes == numbers(300));
    connection.device.sockets.perform(at::SocketSend{1, numbers(900)});
    CHECK(connection.peer_end() == net::asio::error::eof);
    CHECK(connection.peer.received() == numbers(700));
    CHECK(connection.device.await<at::SocketEnded>().reset);
  }
  SECTION("a socket that hears too much") {
    fault.limit = 1'000;
    DisturbedSocket connection;
    connection.device.faults.add(fault);
    connection.open();
    connection.peer.write(numbers(1'500));
    std::string received;
    while (received.size() < 1'000) received += connection.device.await<at::SocketReceived>().bytes;
    CHECK(received == numbers(1'000));
    CHECK(connection.device.await<at::SocketEnded>().reset);
  }
}

TEST_CASE("dns_fail: names are not found, addresses are") {
  net::LinkFault fault = on_every_connection();
  fault.fails_names = true;
  net::AddressMap mapped;
  mapped.add("peer.example=127.0.0.1:1");
  Device device({}, mapped);
  const auto remove = device.faults.add(fault);
  SECTION("MQTT") {
    at::MqttOpen open = open_to(1);
    open.endpoint.host = "peer.example";
    device.network.perform(open);
    const auto failed = device.await<at::MqttOpenFailed>();
    CHECK(failed.cause == MqttCause::name);
    CHECK(failed.reason == "the name peer.example was not found, as a fault wants it");
  }
  SECTION("a socket") {
    device.sockets.perform(at::ResolveName{1, "peer.example", false});
    CHECK(device.await<at::NameResolved>().ip.empty());
    device.sockets.perform(at::ResolveName{2, "127.0.0.1", false});
    CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
    remove();
    device.sockets.perform(at::ResolveName{3, "peer.example", false});
    CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
  }
  SECTION("HTTP") {
    at::HttpRequest request;
    request.host = "peer.example";
    device.sockets.perform(request);
    const auto ended = device.await<at::HttpEnded>();
    CHECK(ended.failed);
    CHECK(ended.reason == "the name peer.example was not found, as a fault wants it");
  }
}

TEST_CASE("tls: what is wrong with a good server, in the words of the real cause") {
  Mosquitto broker(tls_broker());
  const auto [fault, reason] = GENERATE(table<net::TlsFault, std::string>({
      {net::TlsFault::expired, "the server's certificate expired on 2024-05-31 and the module's clock says 2024-06-01"},
      {net::TlsFault::wrong_host, "the server's certificate is for another.host and not for 127.0.0.1"},
      {net::TlsFault::unknown_ca, "the server's certificate is signed by an unknown authority: CN=Our CA"},
      {net::TlsFault::no_shared_cipher, "no cipher in common"},
  }));
  CAPTURE(reason);
  Device device;
  net::LinkFault link_fault = on_every_connection();
  link_fault.tls = fault;
  const auto remove = device.faults.add(link_fault);
  at::TlsCredentials credentials;
  credentials.ca = our_ca().certificate();
  credentials.valid_at = june_2024;
  credentials.checks_host_name = true;
  at::MqttOpen open = open_to(broker.tls_port());
  open.endpoint.transport = at::Transport::tls;
  open.session.tls = credentials;
  at::SocketOpen open_socket = socket_to("127.0.0.1", broker.tls_port());
  open_socket.tls = credentials;

  device.network.perform(open);
  const auto failed = device.await<at::MqttOpenFailed>();
  CHECK(failed.cause == MqttCause::tls);
  CHECK(failed.reason == reason);
  device.sockets.perform(open_socket);
  const auto not_opened = device.await<at::SocketOpenFailed>();
  CHECK(not_opened.cause == SocketCause::tls);
  CHECK(not_opened.reason == "the TLS handshake with 127.0.0.1 failed: " + reason);

  // Who does not verify is not disturbed by what is wrong with a certificate.
  open.session.tls = {};
  open.attempt = 2;
  device.network.perform(open);
  if (fault == net::TlsFault::no_shared_cipher) {
    CHECK(device.await<at::MqttOpenFailed>().reason == reason);
  } else {
    CHECK(device.await<at::MqttOpened>().attempt == 2);
  }
  remove();
  open.session.tls = credentials;
  open.attempt = 3;
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 3);
}

TEST_CASE("tls: where neither dates nor names are looked at, as on ESP8266, they cannot be wrong") {
  Mosquitto broker(tls_broker());
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.tls = GENERATE(net::TlsFault::expired, net::TlsFault::wrong_host);
  device.faults.add(fault);
  at::MqttOpen open = open_to(broker.tls_port());
  open.endpoint.transport = at::Transport::tls;
  open.session.tls.ca = our_ca().certificate();
  open.session.tls.checks_host_name = false;
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 1);
}

TEST_CASE("http_status: a server that upgrades is heard as one that does not") {
  StubListener listener;
  Device device;
  net::LinkFault fault = on_every_connection();
  fault.http_status = 503;
  const auto remove = device.faults.add(fault);
  for (const bool is_struck : {true, false}) {
    at::MqttOpen open = open_to(listener.port(), is_struck ? 1 : 2);
    open.endpoint.transport = at::Transport::websocket;
    open.endpoint.path = "/mqtt";
    device.network.perform(open);
    MqttStream server = device.accept(listener);
    std::optional<std::string> request;
    REQUIRE(device.run_until([&] { return (request = server.read_until("\r\n\r\n", 0ms)).has_value(); }));
    server.write(websocket_answer(*request) + (is_struck ? "" : websocket_frame(std::string("\x20\x02\x00\x00", 4))));
    if (is_struck) {
      const auto failed = device.await<at::MqttOpenFailed>();
      CHECK(failed.cause == MqttCause::websocket);
      CHECK(failed.reason == "the server answered the WebSocket request for /mqtt with \"503 Service Unavailable\"");
      device.await_closed(server);
      remove();
    } else {
      CHECK(device.await<at::MqttOpened>().attempt == 2);
    }
  }
}

/// A UDP socket of the module, and its peer; opened under the faults that stand.
class DisturbedDatagrams {
 public:
  void open() {
    peer_.non_blocking(true);
    device.sockets.perform(at::DatagramOpen{1, 0, {}});
    module_ = {net::asio::ip::address_v4::loopback(), device.await<at::SocketOpened>().local_port};
  }
  void module_sends(const std::string& bytes) {
    device.sockets.perform(at::DatagramSend{1, "127.0.0.1", {"127.0.0.1", peer_.local_endpoint().port()}, bytes});
    device.await<at::SocketSent>();
  }
  void peer_sends(const std::string& bytes) { peer_.send_to(net::asio::buffer(bytes), module_); }
  /// All that has come to the peer so far, a comma behind each datagram.
  const std::string& peer_has() {
    std::string bytes(1'000, '\0');
    Udp::endpoint from;
    boost::system::error_code error;
    for (;;) {
      const std::size_t size = peer_.receive_from(net::asio::buffer(bytes), from, 0, error);
      if (error) return received_;
      received_ += bytes.substr(0, size) + ",";
    }
  }
  void peer_gets(const std::string& all) {
    device.run_until([&] { return peer_has() == all; });
    CHECK(peer_has() == all);
  }
  void module_gets(const std::string& next) { CHECK(device.await<at::SocketReceived>().bytes == next); }

  Device device;

 private:
  using Udp = net::asio::ip::udp;

  net::asio::io_context io_;
  Udp::socket peer_{io_, {net::asio::ip::address_v4::loopback(), 0}};
  Udp::endpoint module_;
  std::string received_;
};

net::LinkFault refusal() {
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  return fault;
}

net::LinkFault latency(std::chrono::milliseconds time) {
  net::LinkFault fault = on_every_connection();
  fault.delay = [time] { return time; };
  return fault;
}

TEST_CASE("UDP: what is swallowed or refused is lost") {
  DisturbedDatagrams udp;
  std::function<void()> remove;
  SECTION("from the beginning") {
    remove = udp.device.faults.add(GENERATE(blackhole(), refusal()));
    udp.open();
  }
  SECTION("what is on its way, and what comes while the host reads nothing") {
    udp.open();
    const auto no_longer_late = udp.device.faults.add(latency(10s));
    udp.module_sends("on its way");
    udp.peer_sends("on its way");
    udp.device.run_for(20ms);
    udp.device.sockets.pause(true);
    remove = udp.device.faults.add(blackhole());
    no_longer_late();
  }
  udp.module_sends("lost");
  udp.peer_sends("lost");
  udp.device.run_for(50ms);
  remove();
  udp.device.sockets.pause(false);
  udp.module_sends("sent");
  udp.peer_sends("back");
  udp.module_gets("back");
  udp.peer_gets("sent,");
  CHECK(udp.device.inputs.empty());
}

TEST_CASE("UDP: latency and bandwidth delay each datagram, and what they hold goes on when they end") {
  DisturbedDatagrams udp;
  udp.open();
  SECTION("latency") {
    const auto remove = udp.device.faults.add(latency(200ms));
    const auto before = Clock::now();
    udp.peer_sends("late");
    udp.module_gets("late");
    udp.module_sends("later");
    udp.peer_gets("later,");
    CHECK(Clock::now() - before >= 400ms);
    const auto no_longer_endless = udp.device.faults.add(latency(10min));
    udp.module_sends("one");
    udp.module_sends("two");
    udp.device.run_for(300ms);
    CHECK(udp.peer_has() == "later,");
    no_longer_endless();
    remove();
    udp.peer_gets("later,one,two,");
  }
  SECTION("bandwidth") {
    net::LinkFault narrow = on_every_connection();
    narrow.bandwidth = 1'000;
    udp.device.faults.add(narrow);
    const auto before = Clock::now();
    for (const char* number : {"1", "2", "3"}) udp.module_sends(number + std::string(99, '.'));
    udp.device.run_until([&] { return udp.peer_has().size() == 303; });
    CHECK(udp.peer_has().size() == 303);
    CHECK(Clock::now() - before >= 300ms);
  }
}

TEST_CASE("Faults that cannot act on datagrams do not count them; refusals are for new sockets") {
  DisturbedDatagrams udp;
  int offered = 0;
  net::LinkFault fault;
  fault.strikes = [&offered] { return ++offered > 0; };
  fault.limit = 1;
  udp.device.faults.add(fault);
  fault.limit.reset();
  fault.tls = net::TlsFault::expired;
  udp.device.faults.add(fault);
  fault.tls.reset();
  fault.http_status = 404;
  udp.device.faults.add(fault);
  udp.open();
  udp.device.faults.add(refusal());
  udp.device.faults.reset();
  udp.module_sends("hello");
  udp.peer_gets("hello,");
  CHECK(offered == 0);
}

TEST_CASE("Ping: late, lost, and heard again") {
  Device device;
  const auto ping = [&](std::chrono::milliseconds within = patience) {
    device.sockets.perform(at::PingHost{7, "127.0.0.1"});
    device.run_until([&] { return !device.inputs.empty(); }, within);
    return std::exchange(device.inputs, {});
  };
  if (std::holds_alternative<at::PingFailed>(ping().at(0))) return;  // this user may send none
  {
    const auto remove = device.faults.add(latency(100ms));
    CHECK(std::get<at::PingAnswered>(ping().at(0)).round_trip >= 200ms);
    remove();
  }
  for (const net::LinkFault& fault : {blackhole(), refusal(), latency(2s)}) {
    const auto remove = device.faults.add(fault);
    CHECK(ping(200ms).empty());
    remove();
    CHECK(std::get<at::PingAnswered>(ping().at(0)).round_trip < 5s);
    device.run_for(20ms);
    CHECK(std::exchange(device.inputs, {}).size() <= 1);
  }
}

TEST_CASE("SNTP: not found, late, and lost, also where this PC tells the time") {
  net::SocketNetworkOptions options;
  options.knows_time = true;
  Device device({}, {}, options);
  const auto ask = [&] { device.sockets.perform(at::AskTime{1, "time.example"}); };
  SECTION("dns_fail") {
    net::LinkFault fault = on_every_connection();
    fault.fails_names = true;
    const auto remove = device.faults.add(fault);
    ask();
    CHECK(device.await<at::TimeFailed>().reason == "the name time.example was not found, as a fault wants it");
    remove();
  }
  SECTION("latency") {
    const auto remove = device.faults.add(latency(10min));
    ask();
    device.run_for(50ms);
    CHECK(device.inputs.empty());
    remove();
    CHECK(device.await<at::TimeReceived>().query == 1);
  }
  SECTION("blackhole and refuse") {
    const auto remove = device.faults.add(GENERATE(blackhole(), refusal()));
    ask();
    CHECK(device.await<at::TimeFailed>().reason == "the time server did not answer");
    remove();
  }
  ask();
  CHECK(std::abs(device.await<at::TimeReceived>().unix_time - std::time(nullptr)) <= 5);
}

}  // namespace espat::test
