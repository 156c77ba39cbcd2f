#include <catch2/catch.hpp>

#include <chrono>

#include "net/keepalive.hpp"
#include "tests/net/device.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

/// A device connected to a broker that the test plays.
struct Played {
  StubListener stub;
  Device device;
  MqttStream broker;
  explicit Played(std::chrono::seconds keepalive = 120s) : broker(connect(keepalive)) {}

  Packet read() { return device.read(broker); }

  /// Whether the device sends nothing for so long.
  bool silent_for(std::chrono::milliseconds time) {
    return !device.run_until([&] { return broker.read(0ms).has_value(); }, time);
  }

 private:
  MqttStream connect(std::chrono::seconds keepalive) {
    auto open = open_to(stub.port());
    open.session.keepalive = keepalive;
    device.network.perform(open);
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
    link.device.network.perform(at::MqttPing{1});
    CHECK(link.read() == pingreq);
    CHECK(link.device.inputs.empty());
    link.broker.write(encode(pingresp));
    CHECK(link.device.await<at::MqttPong>().attempt == 1);
  }
}

TEST_CASE("nothing is sent unasked, and a ping that nobody answers ends nothing by itself") {
  Played link(1s);
  CHECK(link.silent_for(2500ms));
  link.device.network.perform(at::MqttPing{1});
  CHECK(link.read() == pingreq);
  CHECK(link.silent_for(2500ms));
  CHECK(link.device.inputs.empty());
  link.broker.write(encode(pingresp));
  CHECK(link.device.await<at::MqttPong>().attempt == 1);
}

TEST_CASE("a ping does not disturb what else is under way") {
  Played link;
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
  link.device.network.perform(at::MqttPing{1});
  std::optional<Packet> packet;
  CHECK(link.device.run_until([&] {
    link.broker.write(encode_publish({"in", "y", 0, false}));
    return (packet = link.broker.read(0ms)).has_value();
  }));
  CHECK(packet == pingreq);
}

TEST_CASE("the keepalive goes into CONNECT, and a PINGREQ behind the packet that is on its way, however the bytes are cut") {
  const auto connect_with = [](std::string_view interval) {
    return encode(
        {packet_type::connect << 4, encode_text("MQTT") + "\x04\x02" + std::string(interval) + encode_text(std::string(200, 'c'))});
  };
  const std::string connect = connect_with({"\0\0", 2});
  for (std::size_t cut = 0; cut <= connect.size(); ++cut) {
    net::Keepalive keepalive(7200s);
    std::string passed(keepalive.pass(connect.substr(0, cut), cut == connect.size()));
    passed += keepalive.pass(connect.substr(cut), true);
    CHECK(passed == connect_with("\x1c\x20"));
    CHECK(keepalive.ping(true) == encode(pingreq));
    CHECK(keepalive.ping(false).empty());
    CHECK(keepalive.pass("of a ", false) == "of a ");
    CHECK(keepalive.pass("packet", true) == "packet" + encode(pingreq));
    CHECK(keepalive.pass("another", true) == "another");
  }
}

TEST_CASE("a broker that stands still does not answer a ping until it goes on") {
  Mosquitto broker;
  Device device;
  device.network.perform(open_to(broker.port()));
  device.await<at::MqttOpened>();
  broker.pause();
  device.network.perform(at::MqttPing{1});
  CHECK_FALSE(device.run_until([&] { return !device.inputs.empty(); }, 1500ms));
  broker.resume();
  CHECK(device.await<at::MqttPong>().attempt == 1);
  CHECK(device.inputs.empty());
}

}  // namespace espat::test
