// Faults on a connection that stands, seen from the peer: what arrives there, and what does not.

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "tests/net/link_fault.hpp"
#include "tests/net/played_broker.hpp"
#include "tests/net/socket_peer.hpp"
#include "tests/support/payload.hpp"

namespace espat::test {
namespace {

using Clock = std::chrono::steady_clock;

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

void publish(Device& device, at::Operation operation, const std::string& payload) {
  device.network.perform(at::MqttPublish{1, operation, "t", payload, 0, false});
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
    OpenConnection connection;
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
    SocketConnection connection;
    connection.device.faults.add(blackhole());
    connection.device.faults.reset();
    const auto failed = connection.device.await<at::SocketOpenFailed>();
    CHECK(failed.reason == "the connection broke while it was opened, as a fault wants it");
  }
}

TEST_CASE("blackhole: nothing arrives, and afterwards nothing is missing") {
  SECTION("MQTT") {
    ConnectedBroker broker;
    const auto remove = broker.device.faults.add(blackhole());
    publish(broker.device, 1, "one");
    publish(broker.device, 2, "two");
    broker.stream.write(encode_publish({"d", "down", 0}));
    broker.device.run_for(100ms);
    CHECK_FALSE(broker.stream.read(0ms));
    CHECK(broker.device.count<at::MqttReceived>() == 0);
    remove();
    CHECK(decode_publish(broker.read()).payload == "one");
    CHECK(decode_publish(broker.read()).payload == "two");
    CHECK(broker.device.await<at::MqttReceived>().payload == "down");
  }
  SECTION("MQTT that is given up meanwhile") {
    ConnectedBroker broker;
    const auto remove = broker.device.faults.add(blackhole());
    broker.device.network.perform(at::MqttClose{1, false});
    broker.device.run_for(50ms);
    CHECK_FALSE(broker.stream.wait_closed(0ms));
    remove();
    broker.device.await_closed(broker.stream);
  }
  SECTION("a socket, more than its send buffer and its window hold") {
    OpenConnection connection;
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
    OpenConnection connection;
    const auto remove = connection.device.faults.add(blackhole());
    connection.device.sockets.perform(at::SocketClose{1});
    connection.device.await<at::SocketClosed>();
    Peer other;
    at::SocketOpen open = socket_to(other.port());
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
    ConnectedBroker broker;
    broker.device.faults.add(fault);
    const auto start = Clock::now();
    publish(broker.device, 1, "one");
    publish(broker.device, 2, "two");
    CHECK(decode_publish(broker.read()).payload == "one");
    CHECK(Clock::now() - start >= delay);
    CHECK(decode_publish(broker.read()).payload == "two");
    CHECK(draws >= 1);
  }
  SECTION("a socket: opening, up and down") {
    SocketConnection connection;
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
  const std::string bytes = numbers(10'000);
  SECTION("MQTT") {
    ConnectedBroker broker;
    broker.device.faults.add(fault);
    const auto start = Clock::now();
    publish(broker.device, 1, bytes);
    CHECK((decode_publish(broker.read()).payload == bytes));
    CHECK(Clock::now() - start >= 1s);
  }
  SECTION("a socket, evenly") {
    OpenConnection connection;
    connection.device.faults.add(fault);
    const auto start = Clock::now();
    connection.device.sockets.perform(at::SocketSend{1, bytes});
    const std::size_t first = connection.peer_reads(1).size();
    CHECK(first < bytes.size());
    CHECK((connection.peer_reads(bytes.size()) == bytes));
    CHECK(Clock::now() - start >= 1s);
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
    SocketConnection connection;
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
    SocketConnection connection;
    connection.device.faults.add(fault);
    connection.open();
    connection.peer.write(numbers(1'500));
    std::string received;
    while (received.size() < 1'000) received += connection.device.await<at::SocketReceived>().bytes;
    CHECK(received == numbers(1'000));
    CHECK(connection.device.await<at::SocketEnded>().reset);
  }
}

}  // namespace
}  // namespace espat::test
