#include <catch2/catch.hpp>

#include <chrono>

#include "tests/net/device.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

/// A device connected to a broker that the test plays, with a keepalive of 120 s.
struct Played {
  StubListener stub;
  Device device;
  MqttStream broker;
  Played() : broker(connect()) {}

  Packet read() { return device.read(broker); }

  /// Whether the device sends nothing for so long.
  bool silent_for(std::chrono::milliseconds time) {
    return !device.run_until([&] { return broker.read(0ms).has_value(); }, time);
  }

 private:
  MqttStream connect() {
    device.network.perform(open_to(stub.port()));
    auto stream = device.accept(stub);
    device.read(stream);
    stream.write(encode({packet_type::connack << 4, std::string(2, '\0')}));
    device.await<at::MqttOpened>();
    return stream;
  }
};

const Packet pingreq{packet_type::pingreq << 4, {}};
const Packet pingresp{packet_type::pingresp << 4, {}};

}  // namespace

TEST_CASE("a ping is one PINGREQ on the wire, and its PINGRESP is the pong") {
  Played link;
  for (int round = 0; round < 3; ++round) {
    REQUIRE(link.silent_for(1100ms));  // nothing is sent unasked, and the broker is silent for more than a second
    link.device.network.perform(at::MqttPing{1});
    CHECK(link.read() == pingreq);
    CHECK(link.device.inputs.empty());
    link.broker.write(encode(pingresp));
    CHECK(link.device.await<at::MqttPong>().attempt == 1);
  }
  CHECK(link.silent_for(1100ms));
}

TEST_CASE("a ping that nobody answers ends nothing by itself") {
  Played link;
  REQUIRE(link.silent_for(1100ms));
  link.device.network.perform(at::MqttPing{1});
  CHECK(link.read() == pingreq);
  CHECK(link.silent_for(4s));
  CHECK(link.device.inputs.empty());
  link.broker.write(encode(pingresp));
  CHECK(link.device.await<at::MqttPong>().attempt == 1);
}

TEST_CASE("a ping shortly after the broker spoke is answered at once") {
  Played link;
  link.device.network.perform(at::MqttPing{1});
  CHECK(link.device.await<at::MqttPong>(500ms).attempt == 1);
}

TEST_CASE("a ping does not disturb what else is under way") {
  Played link;
  REQUIRE(link.silent_for(1100ms));
  link.device.network.perform(at::MqttPing{1});
  CHECK(link.read() == pingreq);
  link.device.network.perform(at::MqttPublish{1, 1, "t", "x", 1, false});
  const auto publish = link.read();
  CHECK(decode_publish(publish) == Message{"t", "x", 1, false});
  link.broker.write(encode(pingresp));
  CHECK(link.device.await<at::MqttPong>().attempt == 1);
  link.broker.write(encode_publish({"in", "y", 0, false}) + encode({packet_type::puback << 4, publish.body.substr(3, 2)}));
  CHECK(link.device.await<at::MqttReceived>().payload == "y");
  CHECK(link.device.await<at::MqttAcknowledged>().operation == 1);
  link.broker.close();
  CHECK(link.device.await<at::MqttClosed>().attempt == 1);
}

TEST_CASE("a PINGREQ leaves although messages keep arriving") {
  Played link;
  REQUIRE(link.silent_for(1100ms));
  link.device.network.perform(at::MqttPing{1});
  std::optional<Packet> packet;
  CHECK(link.device.run_until([&] {
    link.broker.write(encode_publish({"in", "y", 0, false}));
    return (packet = link.broker.read(0ms)).has_value();
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
