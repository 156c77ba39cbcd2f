#include <catch2/catch.hpp>

#include <chrono>

#include "net/keepalive.hpp"
#include "tests/net/played_broker.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::test {
namespace {

/// Whether the device sends nothing for so long.
bool is_silent(ConnectedBroker& broker, std::chrono::milliseconds time) {
  return !broker.device.run_until([&] { return broker.stream.read(0ms).has_value(); }, time);
}

const Packet pingreq{packet_type::pingreq << 4, {}};
const Packet pingresp{packet_type::pingresp << 4, {}};

}  // namespace

TEST_CASE("a ping is one PINGREQ on the wire, and its PINGRESP is the pong") {
  ConnectedBroker broker;
  for (int round = 0; round < 3; ++round) {
    broker.device.network.perform(at::MqttPing{1});
    CHECK(broker.read() == pingreq);
    CHECK(broker.device.inputs.empty());
    broker.write(pingresp);
    CHECK(broker.device.await<at::MqttPong>().attempt == 1);
  }
}

TEST_CASE("nothing is sent unasked, and a ping that nobody answers ends nothing by itself") {
  ConnectedBroker broker(1s);
  CHECK(is_silent(broker, 2500ms));
  broker.device.network.perform(at::MqttPing{1});
  CHECK(broker.read() == pingreq);
  CHECK(is_silent(broker, 2500ms));
  CHECK(broker.device.inputs.empty());
  broker.write(pingresp);
  CHECK(broker.device.await<at::MqttPong>().attempt == 1);
}

TEST_CASE("a ping does not disturb what else is under way") {
  ConnectedBroker broker;
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
  ConnectedBroker broker;
  broker.device.network.perform(at::MqttPing{1});
  std::optional<Packet> packet;
  CHECK(broker.device.run_until([&] {
    broker.stream.write(encode_publish({"in", "y", 0, false}));
    return (packet = broker.stream.read(0ms)).has_value();
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
