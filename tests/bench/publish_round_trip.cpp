#include "tests/bench/bare_client.hpp"
#include "tests/bench/connected_device.hpp"
#include "tests/bench/exchange.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::bench {
namespace {

void publish_bare(std::uint16_t port, int qos, int count, Samples& samples) {
  BareClient client = BareClient::publisher(port, qos, count);
  for (int i = 0; i < count; ++i) samples.add(std::stod(client.line()) / 1000);
}

Row measure(const Effort& effort, const test::Mosquitto& broker, test::SerialHost& host, int qos) {
  const std::string command = "AT+MQTTPUB=0,\"bench\",\"" + message_payload() + "\"," + std::to_string(qos) + ",0\r\n";
  Row row{.name = "MQTTPUB QoS " + std::to_string(qos), .unit = "us", .largest_ratio = 1.3};
  for (int block = 0; block < effort.exchange_blocks; ++block) {
    publish_bare(broker.port(), qos, effort.exchanges, row.floor);
    exchange(host, command, effort.exchanges, row.figure);
  }
  return row;
}

}  // namespace

Rows publish_round_trip(const Effort& effort) {
  const test::Mosquitto broker;
  ConnectedDevice device(broker.port());
  return {measure(effort, broker, device.host(), 0), measure(effort, broker, device.host(), 1)};
}

}  // namespace espat::bench
