#include <stdexcept>
#include <thread>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/connected_device.hpp"
#include "tests/bench/exchange.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::bench {
namespace {

const std::string floor_topic = "bare";
const std::string figure_topic = "uart";

/// Publishes as fast as the broker takes it while `receive` sees all of it; messages per second from the first sent to the last seen.
template <typename Receive>
double rate(test::MqttPeer& publisher, const std::string& topic, int count, Receive receive) {
  const Stopwatch watch;
  std::thread publishing([&] {
    for (int i = 0; i < count; ++i) publisher.publish({topic, message_payload()});
  });
  receive();
  const double seconds = watch.seconds();
  publishing.join();
  return count / seconds;
}

double bare_rate(std::uint16_t port, test::MqttPeer& publisher, int count) {
  BareClient client = BareClient::subscriber(port, floor_topic, count);
  client.line();
  return rate(publisher, floor_topic, count, [&] { client.line(); });
}

double device_rate(test::SerialHost& host, test::MqttPeer& publisher, int count) {
  const std::string expected = "+MQTTSUBRECV:0,\"" + figure_topic + "\",100," + message_payload() + "\r\n";
  return rate(publisher, figure_topic, count, [&] {
    for (int i = 0; i < count; ++i) {
      if (const std::string line = host.receive_until("\r\n"); line != expected) throw std::runtime_error("instead of a message: " + line);
    }
  });
}

}  // namespace

Rows message_rate(const Effort& effort) {
  // Else the broker drops what a subscriber does not take at once.
  test::Mosquitto::Options options;
  options.lines = {"max_queued_messages 0"};
  const test::Mosquitto broker(options);
  ConnectedDevice device(broker.port());
  device.host().send("AT+MQTTSUB=0,\"" + figure_topic + "\",0\r\n");
  device.host().receive_until(ok);
  test::MqttPeer publisher(broker.port(), "bench-publisher");

  Row row{.name = "MQTTSUBRECV", .unit = "msg/s", .largest_ratio = 1.3, .more_is_better = true};
  for (int block = 0; block < effort.message_blocks; ++block) {
    row.floor.add(bare_rate(broker.port(), publisher, effort.messages));
    row.figure.add(device_rate(device.host(), publisher, effort.messages));
  }
  return {row};
}

}  // namespace espat::bench
