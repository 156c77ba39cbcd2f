#include <catch2/catch.hpp>
#include <string>

#include "tests/net/played_broker.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/payload.hpp"

namespace espat::test {

namespace {

at::MqttPublish publish_of(at::Operation operation, const Message& message) {
  return {1, operation, message.topic, message.payload, message.qos, message.retain};
}

struct Connected {
  Mosquitto broker;
  Device device;
  explicit Connected(net::MqttNetworkOptions options = {}) : device(options) {
    device.network.perform(open_to(broker.port()));
    device.await<at::MqttOpened>();
  }
};

}  // namespace

TEST_CASE("what is published at each QoS reaches the broker and is answered") {
  Connected link;
  MqttPeer observer(link.broker.port(), "observer");
  observer.subscribe("t/#", 2);
  const int qos = GENERATE(0, 1, 2);
  const Message message{"t/a", every_byte(), qos, false};

  link.device.network.perform(publish_of(1, message));

  CHECK(link.device.await<at::MqttSent>().operation == 1);
  if (qos > 0) CHECK(link.device.await<at::MqttAcknowledged>().operation == 1);
  CHECK(link.device.receive(observer) == message);
}

TEST_CASE("a publish at QoS 0 is sent once and never acknowledged") {
  Connected link;
  link.device.network.perform(publish_of(1, {"t", "x", 0, false}));
  link.device.network.perform(publish_of(2, {"t", "y", 1, false}));
  CHECK(link.device.await<at::MqttAcknowledged>().operation == 2);
  std::size_t sent = 0;
  for (const auto& batch : link.device.batches) {
    for (const auto& input : batch) sent += std::holds_alternative<at::MqttSent>(input) ? 1 : 0;
  }
  CHECK(sent == 2);
}

TEST_CASE("a payload larger than every buffer passes whole") {
  Connected link;
  MqttPeer observer(link.broker.port(), "observer");
  observer.subscribe("big", 1);
  std::string payload;
  while (payload.size() < 300'000) payload += every_byte();

  const int qos = GENERATE(0, 1);
  link.device.network.perform(publish_of(1, {"big", payload, qos, false}));

  CHECK(link.device.await<at::MqttSent>().operation == 1);
  if (qos > 0) CHECK(link.device.await<at::MqttAcknowledged>().operation == 1);
  CHECK(link.device.receive(observer).payload == payload);
}

TEST_CASE("messages arrive whole and in order") {
  Connected link;
  link.device.network.perform(at::MqttSubscribe{1, 1, "to/device", 2});
  CHECK_FALSE(link.device.await<at::MqttAcknowledged>().refused);
  MqttPeer injector(link.broker.port(), "injector");

  SECTION("binary, empty, and larger than the firmware's buffer") {
    const std::string payload = GENERATE(every_byte(), std::string(), std::string(5000, 'x'));
    const int qos = GENERATE(0, 1, 2);
    injector.publish({"to/device", payload, qos, false});
    const auto received = link.device.await<at::MqttReceived>();
    CHECK(received.attempt == 1);
    CHECK(received.topic == "to/device");
    CHECK(received.payload == payload);
    CHECK(received.qos == qos);
  }
  SECTION("a burst") {
    for (int i = 0; i < 100; ++i) injector.publish({"to/device", std::to_string(i), 0, false});
    for (int i = 0; i < 100; ++i) CHECK(link.device.await<at::MqttReceived>().payload == std::to_string(i));
  }
}

TEST_CASE("a burst larger than Paho's own buffer is sent in order") {
  Connected link;
  MqttPeer observer(link.broker.port(), "observer");
  observer.subscribe("burst", 1);
  const int qos = GENERATE(0, 1);
  for (at::Operation i = 1; i <= 300; ++i) link.device.network.perform(publish_of(i, {"burst", std::to_string(i), qos, false}));
  for (at::Operation i = 1; i <= 300; ++i) CHECK(link.device.receive(observer).payload == std::to_string(i));
  CHECK(link.device.run_until([&] { return link.device.count<at::MqttSent>() == 300; }));
  CHECK(link.device.run_until([&] { return qos == 0 || link.device.count<at::MqttAcknowledged>() == 300; }));
  CHECK(link.device.count<at::MqttWriteFailed>() == 0);
}

TEST_CASE("a link that takes no more bytes holds back what is reported as sent") {
  ConnectedBroker broker;
  constexpr at::Operation count = 200;
  for (at::Operation i = 1; i <= count; ++i) broker.device.network.perform(publish_of(i, {"t", std::string(100'000, 'x'), 0, false}));
  broker.device.run_for(300ms);
  CHECK(broker.device.count<at::MqttSent>() < count);

  SECTION("until it goes on") {
    for (at::Operation i = 1; i <= count; ++i) CHECK(decode_publish(broker.read()).payload.size() == 100'000);
    CHECK(broker.device.run_until([&] { return broker.device.count<at::MqttSent>() == count; }));
  }
  SECTION("or breaks, and what was not sent has failed") {
    const auto sent = broker.device.count<at::MqttSent>();
    broker.stream.close();
    CHECK(broker.device.run_until([&] { return broker.device.count<at::MqttClosed>() == 1; }));
    CHECK(broker.device.count<at::MqttSent>() >= sent);
    CHECK(broker.device.count<at::MqttSent>() + broker.device.count<at::MqttWriteFailed>() == count);
    CHECK(std::holds_alternative<at::MqttClosed>(broker.device.inputs.back()));
  }
}

TEST_CASE("retained messages reach the engine before the SUBACK that they came with") {
  Connected link;
  MqttPeer injector(link.broker.port(), "injector");
  injector.publish({"kept/1", "one", 1, true});
  injector.publish({"kept/2", "two", 1, true});

  link.device.network.perform(at::MqttSubscribe{1, 1, "kept/#", 1});

  CHECK(link.device.await<at::MqttSent>().operation == 1);
  REQUIRE(link.device.run_until([&] { return link.device.count<at::MqttAcknowledged>() == 1; }));
  CHECK(link.device.count<at::MqttReceived>() == 2);
}

TEST_CASE("after UNSUBACK nothing more arrives") {
  Connected link;
  link.device.network.perform(at::MqttSubscribe{1, 1, "t", 0});
  link.device.await<at::MqttAcknowledged>();
  link.device.network.perform(at::MqttUnsubscribe{1, 2, "t"});
  CHECK(link.device.await<at::MqttSent>().operation == 2);
  CHECK(link.device.await<at::MqttAcknowledged>().operation == 2);

  MqttPeer(link.broker.port(), "injector").publish({"t", "x", 1, false});
  link.device.network.perform(publish_of(3, {"other", "x", 1, false}));
  link.device.await<at::MqttAcknowledged>();
  CHECK(link.device.count<at::MqttReceived>() == 0);
}

TEST_CASE("a refused subscription is told") {
  ConnectedBroker broker;

  broker.device.network.perform(at::MqttSubscribe{1, 1, "secret", 0});
  const auto subscribe = broker.read();
  broker.write({packet_type::suback << 4, subscribe.body.substr(0, 2) + '\x80'});

  const auto answer = broker.device.await<at::MqttAcknowledged>();
  CHECK(answer.operation == 1);
  CHECK(answer.refused);
}

TEST_CASE("what is not acknowledged is sent again when the engine wants it") {
  ConnectedBroker broker;
  const at::MqttRetransmit again{1, 7};

  SECTION("a message, with the DUP flag until its PUBACK") {
    broker.device.network.perform(publish_of(7, {"t", "x", 1, false}));
    const Packet first = broker.read();
    broker.device.network.perform(again);
    CHECK(broker.read() == Packet{static_cast<std::uint8_t>(first.head | 0x08), first.body});
    broker.write({packet_type::puback << 4, first.body.substr(3, 2)});
    CHECK(broker.device.await<at::MqttAcknowledged>().operation == 7);
  }
  SECTION("a message of QoS 2 until its PUBREC") {
    broker.device.network.perform(publish_of(7, {"t", "x", 2, false}));
    broker.write({packet_type::pubrec << 4, broker.read().body.substr(3, 2)});
    CHECK(broker.device.await<at::MqttReceivedByBroker>().operation == 7);
    CHECK(broker.read().type() == packet_type::pubrel);
  }
  SECTION("a subscription and its end as they were") {
    broker.device.network.perform(at::MqttSubscribe{1, 7, "t", 1});
    const Packet first = broker.read();
    broker.device.network.perform(again);
    CHECK(broker.read() == first);
    broker.write({packet_type::suback << 4, first.body.substr(0, 2) + '\x01'});
    CHECK(broker.device.await<at::MqttAcknowledged>().operation == 7);
  }
  // Nothing more of it comes before the next packet.
  broker.device.network.perform(again);
  broker.device.network.perform(at::MqttUnsubscribe{1, 8, "t"});
  CHECK(broker.read().type() == packet_type::unsubscribe);
}

TEST_CASE("the will is published when the link is cut and dropped when the client leaves") {
  Mosquitto broker;
  MqttPeer observer(broker.port(), "observer");
  observer.subscribe("will", 1);
  Device device;
  auto open = open_to(broker.port());
  const std::string farewell = GENERATE(std::string("gone"), std::string());
  open.session.will = at::MqttWill{"will", farewell, 1, false};
  device.network.perform(open);
  device.await<at::MqttOpened>();

  const bool graceful = GENERATE(false, true);
  device.network.perform(at::MqttClose{1, graceful});

  if (graceful) {
    CHECK(device.await<at::MqttClosed>().attempt == 1);
    device.network.perform(open_to(broker.port(), 2, "next"));
    device.await<at::MqttOpened>();
    device.network.perform(at::MqttPublish{2, 1, "will", "none came", 1, false});
    device.await<at::MqttAcknowledged>();
    CHECK(device.receive(observer).payload == "none came");
  } else {
    CHECK(device.receive(observer) == Message{"will", farewell, 1, false});
  }
  CHECK(device.count<at::MqttClosed>() == 0);
}

TEST_CASE("what was asked before leaving is sent before DISCONNECT") {
  Connected link;
  MqttPeer observer(link.broker.port(), "observer");
  observer.subscribe("last", 0);
  link.device.network.perform(publish_of(1, {"last", "words", 0, false}));
  link.device.network.perform(at::MqttClose{1, true});
  CHECK(link.device.receive(observer).payload == "words");
  CHECK(link.device.await<at::MqttClosed>().attempt == 1);
  CHECK(link.device.inputs.empty());
}

TEST_CASE("leaving ends when the broker has closed, or had its time to") {
  ConnectedBroker broker;

  broker.device.network.perform(at::MqttClose{1, true});
  CHECK(broker.read() == Packet{packet_type::disconnect << 4, {}});
  broker.device.run_for(50ms);
  CHECK(broker.device.inputs.empty());

  SECTION("closed") {
    broker.stream.close();
    CHECK(broker.device.await<at::MqttClosed>().reason == "the broker closed the connection");
  }
  SECTION("not closed") {
    CHECK(broker.device.await<at::MqttClosed>().reason == "the broker did not close after DISCONNECT");
    broker.device.await_closed(broker.stream);
  }
  SECTION("cut meanwhile") {
    broker.device.network.perform(at::MqttClose{1, false});
    broker.device.await_closed(broker.stream);
    broker.device.run_for(50ms);
    CHECK(broker.device.inputs.empty());
  }
}

TEST_CASE("a session that is not clean keeps its subscriptions and messages") {
  Mosquitto broker;
  Device device;
  auto open = open_to(broker.port());
  open.session.clean_session = false;
  device.network.perform(open);
  device.await<at::MqttOpened>();
  device.network.perform(at::MqttSubscribe{1, 1, "t", 1});
  device.await<at::MqttAcknowledged>();
  device.network.perform(at::MqttClose{1, true});
  device.await<at::MqttClosed>();

  MqttPeer(broker.port(), "injector").publish({"t", "meanwhile", 1, false});
  open.attempt = 2;
  device.network.perform(open);
  device.await<at::MqttOpened>();
  const auto received = device.await<at::MqttReceived>();
  CHECK(received.attempt == 2);
  CHECK(received.payload == "meanwhile");
}

TEST_CASE("a broker that is killed closes the connection once") {
  Connected link;
  link.broker.kill();
  const auto closed = link.device.await<at::MqttClosed>();
  CHECK(closed.attempt == 1);
  CHECK(closed.reason == "the broker closed the connection");
  link.device.network.perform(publish_of(1, {"t", "x", 0, false}));
  CHECK_FALSE(link.device.run_until([&] { return !link.device.inputs.empty(); }, 50ms));
}

TEST_CASE("a packet that cannot be built fails and ends the connection") {
  Connected link;
  link.device.network.perform(publish_of(1, {"not \xff UTF-8", "x", 1, false}));
  CHECK(link.device.await<at::MqttWriteFailed>().operation == 1);
  CHECK(link.device.await<at::MqttClosed>().attempt == 1);
}

}  // namespace espat::test
