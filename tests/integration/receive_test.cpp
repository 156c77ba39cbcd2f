#include <catch2/catch.hpp>

#include "tests/integration/connected_module.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/payload.hpp"

using namespace espat::test;

namespace {

/// A connected module that has subscribed to "t", at QoS 2, because OK at QoS 0 does not wait for the broker.
struct Subscriber : ConnectedModule {
  MqttPeer peer{broker.port(), "peer"};

  Subscriber() { module.command("AT+MQTTSUB=0,\"t\",2", ok); }
};

}  // namespace

TEST_CASE("a received payload is printed as it is: binary, with a line end, empty") {
  const int qos = GENERATE(0, 1, 2);
  const std::string payload = GENERATE(as<std::string>(), std::string("\0\x01\xff\r\nOK\r\n\0", 10), "", "+MQTTSUBRECV:0,\"t\",1,x\r\n");
  Subscriber subscriber;
  subscriber.peer.publish({"t", payload, qos});
  subscriber.module.says(received("t", payload));
  subscriber.module.says_nothing_more();
}

TEST_CASE("mqtt.md 5.4: a message of 5000 bytes comes in pieces") {
  const int qos = GENERATE(0, 1);
  // The first piece is what the buffer of 1024 bytes holds beside the header (3), the topic (2 + 1) and the packet id (2 if QoS > 0).
  const std::size_t first = qos == 0 ? 1018 : 1016;
  const std::string payload = numbers(5000);
  Subscriber subscriber;
  subscriber.peer.publish({"t", payload, qos});
  subscriber.module.says(received("t", payload.substr(0, first)));
  for (std::size_t start = first; start < payload.size(); start += 1024) subscriber.module.says(received("t", payload.substr(start, 1024)));
  subscriber.module.says_nothing_more();
}

TEST_CASE("mqtt.md 5.4: a packet of 1024 bytes is one line, one byte more makes two") {
  Subscriber subscriber;
  const std::string payload = numbers(1019);
  subscriber.peer.publish({"t", payload.substr(0, 1018)});
  subscriber.module.says(received("t", payload.substr(0, 1018)));
  subscriber.peer.publish({"t", payload});
  subscriber.module.says(received("t", payload.substr(0, 1018)) + received("t", payload.substr(1018)));
  subscriber.module.says_nothing_more();
}

TEST_CASE("a hundred messages at once arrive in their order") {
  const int qos = GENERATE(0, 1, 2);
  Subscriber subscriber;
  std::string all;
  for (int number = 0; number < 100; ++number) {
    const std::string payload = "message " + std::to_string(number);
    subscriber.peer.publish({"t", payload, qos});
    all += received("t", payload);
  }
  subscriber.module.says(all);
  subscriber.module.says_nothing_more();
}

TEST_CASE("mqtt.md 5.3: a retained message stands before the OK of a subscription at QoS 1") {
  Mosquitto broker;
  MqttPeer(broker.port(), "peer").publish({"state", "on", 1, true});
  Module module(broker_at(broker.port()));
  module.join();
  module.connect();
  module.command("AT+MQTTSUB=0,\"state\",1", received("state", "on") + std::string(ok));
  module.says_nothing_more();
}

TEST_CASE("a module gets what it publishes itself, in the middle of AT+MQTTPUBRAW too") {
  Subscriber subscriber;
  subscriber.module.command("AT+MQTTPUBRAW=0,\"t\",6,1,0", prompt);
  subscriber.module.send("abc");
  subscriber.peer.publish({"t", "meanwhile", 1});
  subscriber.module.says(received("t", "meanwhile"));
  subscriber.module.send("def");
  subscriber.module.says_in_any_order(received("t", "abcdef"), "+MQTTPUB:OK\r\n");
  subscriber.module.says_nothing_more();
}
