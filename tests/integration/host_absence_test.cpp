#include <catch2/catch.hpp>

#include "tests/integration/connected_module.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

TEST_CASE("a host that goes during traffic finds everything when it is back") {
  Mosquitto broker;
  MqttPeer peer(broker.port(), "peer");
  auto options = broker_at(broker.port());
  options.emplace_back("-v");
  Module module(options);
  module.join();
  module.connect();
  module.command("AT+MQTTSUB=0,\"t\",1", ok);

  std::string all;
  const auto publish = [&](const std::string& payload) {
    peer.publish({"t", payload, 1});
    all += received("t", payload);
  };
  for (int number = 0; number < 20; ++number) publish(std::to_string(number));
  module.host_leaves();
  for (int number = 20; number < 40; ++number) publish(std::to_string(number));
  publish("the last while away");
  module.program().log_until("the last while away");
  module.host_returns();
  for (int number = 40; number < 60; ++number) publish(std::to_string(number));
  module.says(all);
  module.says_nothing_more();
}

TEST_CASE("a command that the host wrote before it left is carried out") {
  ConnectedModule desk;
  MqttPeer peer(desk.broker.port(), "peer");
  peer.subscribe("t", 1);
  desk.module.send("AT+MQTTPUB=0,\"t\",\"goodbye\",1,0\r\n");
  desk.module.host_leaves();
  CHECK(peer.receive() == Message{"t", "goodbye", 1, false});
  desk.module.host_returns();
  desk.module.says(ok);
  desk.module.says_nothing_more();
}
