#include <catch2/catch.hpp>

#include <chrono>

#include "tests/net/played_broker.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

/// A broker that tells whether its device, with a keepalive of 120 s, sends nothing for so long.
struct ListeningBroker : ConnectedBroker {
  bool hears_nothing_for(std::chrono::milliseconds time) {
    return !device.run_until([&] { return stream.read(0ms).has_value(); }, time);
  }
};

const Packet pingreq{packet_type::pingreq << 4, {}};
const Packet pingresp{packet_type::pingresp << 4, {}};

}  // namespace

TEST_CASE("a ping is one PINGREQ on the wire, and its PINGRESP is the pong") {
  ListeningBroker broker;
  for (int round = 0; round < 3; ++round) {
    REQUIRE(broker.hears_nothing_for(1100ms));  // nothing is sent unasked, and the broker is silent for more than a second
    broker.device.network.perform(at::MqttPing{1});
    CHECK(broker.read() == pingreq);
    CHECK(broker.device.inputs.empty());
    broker.write(pingresp);
    CHECK(broker.device.await<at::MqttPong>().attempt == 1);
  }
  CHECK(broker.hears_nothing_for(1100ms));
}

TEST_CASE("a ping that nobody answers ends nothing by itself") {
  ListeningBroker broker;
  REQUIRE(broker.hears_nothing_for(1100ms));
  broker.device.network.perform(at::MqttPing{1});
  CHECK(broker.read() == pingreq);
  CHECK(broker.hears_nothing_for(4s));
  CHECK(broker.device.inputs.empty());
  broker.write(pingresp);
  CHECK(broker.device.await<at::MqttPong>().attempt == 1);
}

TEST_CASE("a ping shortly after the broker spoke is answered at once") {
  ListeningBroker broker;
  broker.device.network.perform(at::MqttPing{1});
  CHECK(broker.device.await<at::MqttPong>(500ms).attempt == 1);
}

TEST_CASE("a ping does not disturb what else is under way") {
  ListeningBroker broker;
  REQUIRE(broker.hears_nothing_for(1100ms));
  broker.device.network.perform(at::MqttPing{1});
  CHECK(broker.read() == pingreq);
  broker.device.network.perform(at::MqttPublish{1, 1, "t", "x", 1, false});
  const auto publish = broker.read();
  CHECK(decode_publish(publish) == Message{"t", "x", 1, false});
  broker.write(pingresp);
  CHECK(broker.device.await<at::MqttPong>().attempt == 1);
  broker.stream.write(encode_publish({"in", "y", 0, false}) + encode({packet_type::puback << 4, publish.body.substr(3, 2)}));
  CHECK(broker.device.await<at::MqttReceived>().payload == "y");
  CHECK(broker.device.await<at::MqttAcknowledged>().operation == 1);
  broker.stream.close();
  CHECK(broker.device.await<at::MqttClosed>().attempt == 1);
}

TEST_CASE("a PINGREQ leaves although messages keep arriving") {
  ListeningBroker broker;
  REQUIRE(broker.hears_nothing_for(1100ms));
  broker.device.network.perform(at::MqttPing{1});
  std::optional<Packet> packet;
  CHECK(broker.device.run_until([&] {
    broker.stream.write(encode_publish({"in", "y", 0, false}));
    return (packet = broker.stream.read(0ms)).has_value();
  }));
  CHECK(packet == pingreq);
}

TEST_CASE("a broker that stands still does not answer a ping until it goes on") {
  Mosquitto broker;
  Device device;
  device.network.perform(open_to(broker.port()));
  device.await<at::MqttOpened>();
  broker.pause();
  device.run_for(1100ms);
  device.network.perform(at::MqttPing{1});
  CHECK_FALSE(device.run_until([&] { return !device.inputs.empty(); }, 1500ms));
  broker.resume();
  CHECK(device.await<at::MqttPong>().attempt == 1);
  CHECK(device.inputs.empty());
}

}  // namespace espat::test
