#include <catch2/catch.hpp>

#include "tests/net/device.hpp"
#include "tests/support/dns_server.hpp"

namespace espat::test {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("Name servers are asked when one of them is within reach") {
  net::AddressMap map;
  map.add("9.9.9.9:53=127.0.0.1:5353");
  map.add("8.8.8.8:53=localhost:5353");
  net::Names names(map);
  const auto [ips, servers] = GENERATE(table<Names, std::vector<net::Address>>({
      {{}, {}},
      {{"1.1.1.1"}, {}},
      {{"8.8.8.8"}, {}},
      {{"127.0.0.2"}, {{"127.0.0.2", 53}}},
      {{"8.8.8.8", "9.9.9.9"}, {{"127.0.0.1", 5353}}},
      {{"1.1.1.1", "9.9.9.9"}, {{"1.1.1.1", 53}, {"127.0.0.1", 5353}}},
  }));
  CHECK(names.use_servers(ips) == !servers.empty());
  CHECK(names.servers() == servers);
  CHECK_FALSE(names.use_servers({}));
}

/// A network with two name servers; the first never answers.
struct NamedNetwork {
  explicit NamedNetwork(net::AddressMap map = {}) : device({}, with_servers(std::move(map))) {
    REQUIRE(device.names.use_servers({"8.8.8.8", "9.9.9.9"}));
  }

  std::string resolve(const std::string& name) {
    device.sockets.perform(at::ResolveName{1, name, false});
    return device.await<at::NameResolved>().ip;
  }

  DnsServer quiet{{}, DnsServer::Manner::keeps_quiet};
  DnsServer server{{{"broker.example", "10.9.9.9"}, {"time.example", "10.9.9.8"}}};
  Device device;

 private:
  net::AddressMap with_servers(net::AddressMap map) const {
    map.add("8.8.8.8:53=127.0.0.1:" + std::to_string(quiet.port()));
    map.add("9.9.9.9:53=127.0.0.1:" + std::to_string(server.port()));
    return map;
  }
};

TEST_CASE("Name servers: the next is asked when one does not answer; what none knows is not found") {
  NamedNetwork network;
  CHECK(network.resolve("broker.example") == "10.9.9.9");
  CHECK(network.resolve("localhost").empty());
  CHECK(network.quiet.asked() == Names{"broker.example", "localhost"});
  CHECK(network.server.asked() == Names{"broker.example", "localhost"});
  CHECK(network.resolve("127.0.0.7") == "127.0.0.7");
  network.device.names.use_servers({});
  CHECK(network.resolve("localhost") == "127.0.0.1");
  CHECK(network.server.asked().size() == 2);
}

TEST_CASE("Name servers: the map answers first, and leads on from what they answer") {
  StubListener broker;
  const std::string there = "127.0.0.1:" + std::to_string(broker.port());
  net::AddressMap map;
  map.add("mapped.example=localhost:1");
  map.add("10.9.9.9:1883=" + there);
  map.add("10.9.9.9:80=" + there);
  NamedNetwork network(map);
  network.device.names.use_servers({"9.9.9.9"});
  CHECK(network.resolve("mapped.example") == "127.0.0.1");
  CHECK(network.resolve("broker.example") == "10.9.9.9");
  CHECK(network.server.asked() == Names{"broker.example"});

  at::MqttOpen open = open_to(1883);
  open.endpoint.host = "broker.example";
  network.device.network.perform(open);
  MqttStream mqtt = network.device.accept(broker);
  CHECK(network.device.read(mqtt).type() == packet_type::connect);
  at::HttpRequest request;
  request.host = "broker.example";
  request.port = 80;
  network.device.sockets.perform(request);
  network.device.accept(broker);
  network.device.sockets.perform(at::AskTime{1, "time.example"});
  CHECK(network.device.run_until([&] { return network.server.asked().back() == "time.example"; }));
  CHECK(network.server.asked() == Names{"broker.example", "broker.example", "broker.example", "time.example"});
}

TEST_CASE("Name servers: nobody listens there, and a restart drops the question") {
  NamedNetwork network;
  network.device.names.use_servers({"127.0.0.1"});
  CHECK(network.resolve("broker.example").empty());
  const std::size_t descriptors = open_descriptors();
  network.device.names.use_servers({"8.8.8.8"});
  network.device.sockets.perform(at::ResolveName{2, "broker.example", false});
  CHECK(network.device.run_until([&] { return !network.quiet.asked().empty(); }));
  network.device.sockets.restart();
  network.device.run_for(20ms);
  CHECK(open_descriptors() == descriptors);
  CHECK(network.device.inputs.empty());
}

}  // namespace
}  // namespace espat::test
