// What the broker keeps for a module: its will, its subscriptions, its messages.

#include <catch2/catch.hpp>
#include <csignal>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

constexpr const char* settings = R"(AT+MQTTUSERCFG=0,1,"module","","",0,0,"")";
constexpr const char* connection = R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)";

/// A module whose will is "gone" at QoS 1, and a client that would get it.
struct Testator {
  Mosquitto broker;
  Module module{broker_at(broker.port())};
  MqttPeer peer{broker.port(), "peer"};

  Testator() {
    peer.subscribe("will", 1);
    module.join();
    module.command(settings, ok);
    module.command(R"(AT+MQTTCONNCFG=0,60,0,"will","gone",1,0)", ok);
    module.command(connection, connected() + std::string(ok));
  }
};

}  // namespace

TEST_CASE("a power loss publishes the will") {
  Testator testator;
  testator.module.program().signal(SIGKILL);
  CHECK(testator.peer.receive() == Message{"will", "gone", 1, false});
}

TEST_CASE("AT+RST publishes the will") {
  Testator testator;
  testator.module.command("AT+RST", "\r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
  CHECK(testator.peer.receive() == Message{"will", "gone", 1, false});
}

TEST_CASE("AT+MQTTCLEAN takes the will back") {
  Testator testator;
  testator.module.command("AT+MQTTCLEAN=0", ok);
  MqttPeer(testator.broker.port(), "other").publish({"will", "still here", 1});
  CHECK(testator.peer.receive() == Message{"will", "still here", 1, false});
}

TEST_CASE("after a clean session the broker has forgotten the subscription") {
  Mosquitto broker;
  Module module(broker_at(broker.port()));
  MqttPeer peer(broker.port(), "peer");
  module.join();
  module.connect();
  module.command("AT+MQTTSUB=0,\"t\",1", ok);
  module.command("AT+MQTTCLEAN=0", ok);
  peer.publish({"t", "while away", 1});
  module.connect();
  module.command("AT+MQTTSUB=0,\"other\",1", ok);
  peer.publish({"t", "back again", 1});
  peer.publish({"other", "end", 1});
  module.says(received("other", "end"));
  module.says_nothing_more();
}

TEST_CASE("a stored session gets what was sent while the module was away") {
  Mosquitto broker;
  Module module(broker_at(broker.port()));
  MqttPeer peer(broker.port(), "peer");
  const std::string stored = R"(AT+MQTTCONNCFG=0,60,1,"","",0,0)";
  module.join();
  module.command(settings, ok);
  module.command(stored, ok);
  module.command(connection, connected() + std::string(ok));
  module.command("AT+MQTTSUB=0,\"t\",1", ok);
  module.command("AT+MQTTCLEAN=0", ok);
  peer.publish({"t", "while away", 1});
  module.command(settings, ok);
  module.command(stored, ok);
  module.command(connection, connected());
  module.says_in_any_order(std::string(ok), received("t", "while away"));  // the broker sends it right behind CONNACK
  peer.publish({"t", "back again", 1});
  module.says(received("t", "back again"));
  module.says_nothing_more();
}
