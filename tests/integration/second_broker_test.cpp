// What works with mosquitto works with another broker: RabbitMQ, over TCP and WebSocket.

#include <signal.h>

#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>

#include "tests/integration/module.hpp"
#include "tests/integration/rabbitmq.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

/// Nothing, and a warning that says why, where it cannot be had.
std::unique_ptr<RabbitMq> started_rabbitmq() {
  if (!RabbitMq::installed()) {
    WARN("skipped: the package rabbitmq-server is not installed");
    return nullptr;
  }
  try {
    return std::make_unique<RabbitMq>();
  } catch (const std::runtime_error& error) {
    WARN("skipped: " << error.what());
    return nullptr;
  }
}

std::string connected_over(int scheme) {
  return "+MQTTCONNECTED:0," + std::to_string(scheme) + R"(,"10.0.0.2","1883",")" + (scheme == 6 ? "/ws" : "") + "\",0\r\n";
}

void use(const RabbitMq& broker, int scheme) {
  const std::string client = "module-" + std::to_string(scheme);
  MqttPeer peer(broker.port(), "peer");
  for (const char* topic : {"up", "gone"}) peer.subscribe(topic, 1);
  peer.publish({"state/" + client, "on", 1, true});

  Module module(broker_at(scheme == 6 ? broker.websocket_port() : broker.port()));
  module.join();
  module.command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + ",\"" + client + R"(","","",0,0,")" + (scheme == 6 ? "ws" : "") + "\"", ok);
  module.command(R"(AT+MQTTCONNCFG=0,60,0,"gone","farewell",1,0)", ok);
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", connected_over(scheme) + std::string(ok));
  module.command("AT+MQTTSUB=0,\"down\",2", ok);
  for (int qos = 0; qos <= 2; ++qos) {
    INFO("QoS " << qos);
    // RabbitMQ knows no QoS 2.
    module.command("AT+MQTTPUB=0,\"up\",\"hello\"," + std::to_string(qos) + ",0", ok);
    CHECK(peer.receive() == Message{"up", "hello", std::min(qos, 1), false});
  }
  for (int qos = 0; qos <= 1; ++qos) {
    INFO("QoS " << qos);
    peer.publish({"down", "hello yourself", qos});
    module.says(received("down", "hello yourself"));
  }
  module.send("AT+MQTTSUB=0,\"state/" + client + "\",1\r\n");
  module.says_in_any_order(received("state/" + client, "on"), std::string(ok));
  module.says_nothing_more();

  module.program().signal(SIGKILL);
  CHECK(peer.receive() == Message{"gone", "farewell", 1, false});
}

}  // namespace

TEST_CASE("RabbitMQ: messages, a retained one and a will, over TCP and WebSocket") {
  const auto broker = started_rabbitmq();
  if (!broker) return;
  for (const int scheme : {1, 6}) {
    INFO("scheme " << scheme);
    use(*broker, scheme);
  }
}
