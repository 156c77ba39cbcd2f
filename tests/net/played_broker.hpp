#pragma once

#include <chrono>
#include <string>

#include "tests/net/device.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

/// A broker that the test plays packet by packet, and a device whose CONNECT it has read and not answered.
struct PlayedBroker {
  explicit PlayedBroker(std::chrono::seconds keepalive = 120s) : stream(accept(keepalive)) {}

  StubListener listener;
  Device device;
  MqttStream stream;

  /// The device's next packet.
  Packet read() { return device.read(stream); }
  void write(const Packet& packet) { stream.write(encode(packet)); }
  void answer_connect(char code = 0) { write({packet_type::connack << 4, std::string{'\0', code}}); }

 private:
  MqttStream accept(std::chrono::seconds keepalive) {
    at::MqttOpen open = open_to(listener.port());
    open.session.keepalive = keepalive;
    device.network.perform(open);
    MqttStream connected = device.accept(listener);
    if (device.read(connected).type() != packet_type::connect) throw std::runtime_error("this is no CONNECT");
    return connected;
  }
};

/// The same, and the connection stands.
struct ConnectedBroker : PlayedBroker {
  explicit ConnectedBroker(std::chrono::seconds keepalive = 120s) : PlayedBroker(keepalive) {
    answer_connect();
    device.await<at::MqttOpened>();
  }
};

}  // namespace espat::test
