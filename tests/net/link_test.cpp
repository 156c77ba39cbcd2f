#include <catch2/catch.hpp>

#include <chrono>

#include "net/relay.hpp"
#include "net/waker.hpp"
#include "tests/net/device.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

TEST_CASE("a round trip over the link takes as long as it should") {
  Mosquitto broker;
  Device device({.round_trip = 20ms});
  const auto start = Clock::now();
  device.network.perform(open_to(broker.port()));
  device.await<at::MqttOpened>();
  CHECK(Clock::now() - start >= 20ms);

  for (at::Operation operation = 1; operation <= 5; ++operation) {
    const auto asked = Clock::now();
    device.network.perform(at::MqttPublish{1, operation, "t", "x", 1, false});
    device.await<at::MqttAcknowledged>();
    CHECK(Clock::now() - asked >= 20ms);
  }
}

TEST_CASE("latency does not limit throughput") {
  Mosquitto broker;
  MqttPeer observer(broker.port(), "observer");
  observer.subscribe("t", 0);
  Device device({.round_trip = 100ms});
  device.network.perform(open_to(broker.port()));
  device.await<at::MqttOpened>();

  const auto start = Clock::now();
  for (at::Operation operation = 1; operation <= 100; ++operation)
    device.network.perform(at::MqttPublish{1, operation, "t", std::to_string(operation), 1, false});
  CHECK(device.run_until([&] { return device.count<at::MqttAcknowledged>() == 100; }));
  CHECK(Clock::now() - start < 100 * 100ms / 2);  // one after the other would take a hundred round trips
  for (int i = 1; i <= 100; ++i) CHECK(device.receive(observer).payload == std::to_string(i));
}

TEST_CASE("a large payload passes the latency whole") {
  Mosquitto broker;
  Device device({.round_trip = 20ms});
  device.network.perform(open_to(broker.port()));
  device.await<at::MqttOpened>();
  device.network.perform(at::MqttSubscribe{1, 1, "t", 0});
  device.await<at::MqttAcknowledged>();
  std::string payload;
  while (payload.size() < 4'000'000) payload += std::to_string(payload.size());
  device.network.perform(at::MqttPublish{1, 2, "t", payload, 1, false});
  CHECK(device.await<at::MqttReceived>().payload == payload);
}

TEST_CASE("a relay lets one connection in and no other") {
  net::asio::io_context io;
  const auto waker = net::Waker::share();
  const net::Names names;
  net::LinkFaults faults;
  const auto relay = std::make_shared<net::Relay>(io, waker, 0us, names, faults);
  StubListener broker;
  relay->start({1, {}, {}}, {"127.0.0.1", broker.port()}, {});
  net::Tcp::socket first(io);
  net::Tcp::socket second(io);
  const net::Tcp::endpoint there(net::asio::ip::address_v4::loopback(), relay->port());
  first.connect(there);
  std::string greeting(19, '\0');
  net::asio::read(first, net::asio::buffer(greeting));
  CHECK(greeting == "HTTP/1.1 200 OK\r\n\r\n");
  boost::system::error_code error;
  second.connect(there, error);
  char byte = 0;
  if (!error) net::asio::read(second, net::asio::buffer(&byte, 1), error);
  CHECK(error);
  relay->cut();
}

}  // namespace espat::test
