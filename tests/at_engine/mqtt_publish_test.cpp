#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string publish_qos0 = "AT+MQTTPUB=0,\"t\",\"d\",0,0";
const std::string publish_qos1 = "AT+MQTTPUB=0,\"t\",\"d\",1,0";
const std::string publish_qos2 = "AT+MQTTPUB=0,\"t\",\"d\",2,0";

}  // namespace

TEST_CASE("mqtt.md 5.1: PUBLISH carries topic, data, QoS and retain") {
  ConnectedModule module;
  module.command(R"(AT+MQTTPUB=0,"a/b","x\,y",2,1)");
  REQUIRE(module.link.publishes.size() == 1);
  CHECK(module.link.publishes[0].topic == "a/b");
  CHECK(module.link.publishes[0].payload == "x,y");
  CHECK(module.link.publishes[0].qos == 2);
  CHECK(module.link.publishes[0].retain);
}

TEST_CASE("mqtt.md 5.1: at QoS 0 OK comes as soon as the packet is written") {
  ConnectedModule module;
  module.link.confirms_writes = false;
  CHECK(module.command(publish_qos0).empty());
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.receive({MqttSent{module.attempt(), module.link.publishes[0].operation}}) == ok);
}

TEST_CASE("mqtt.md 5.1: at QoS 1 and 2 OK comes with the acknowledgement") {
  for (const auto& line : {publish_qos1, publish_qos2}) {
    ConnectedModule module;
    module.link.acknowledges = false;
    CHECK(module.command(line).empty());
    CHECK(module.advance(Duration{500}).empty());
    CHECK(module.acknowledge() == ok);
  }
}

TEST_CASE("mqtt.md 5.1: a loss ends the wait with a plain ERROR") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(publish_qos1);
  CHECK(module.lose_link() == disconnected + error);
}

TEST_CASE("mqtt.md 5.1: an acknowledgement and a loss in one instant are a loss") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(publish_qos1);
  const Operation operation = module.link.publishes[0].operation;
  CHECK(module.receive({MqttAcknowledged{module.attempt(), operation}, MqttClosed{module.attempt(), "gone"}}) == disconnected + error);
}

TEST_CASE("mqtt.md 5.1: an unacknowledged packet is sent again about every 1 to 2 s, and dropped after 30 s") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(publish_qos1);
  const Operation operation = module.link.publishes[0].operation;
  CHECK(module.advance(Duration{3'100}).empty());
  REQUIRE(module.link.retransmits.size() >= 1);
  CHECK(module.link.retransmits.size() <= 3);
  CHECK(module.link.retransmits[0].operation == operation);
  CHECK(module.advance(Duration{28'000}).empty());
  const std::size_t sent = module.link.retransmits.size();
  CHECK(module.advance(Duration{20'000}).empty());
  CHECK(module.link.retransmits.size() == sent);
}

TEST_CASE("mqtt.md 5.1: SUBSCRIBE and UNSUBSCRIBE are sent again too") {
  for (const std::string line : {"AT+MQTTSUB=0,\"t\",1", "AT+MQTTUNSUB=0,\"t\""}) {
    ConnectedModule module;
    module.link.acknowledges = false;
    CHECK(module.command(line).empty());
    CHECK(module.advance(Duration{5'000}).empty());
    CHECK_FALSE(module.link.retransmits.empty());
    CHECK(module.acknowledge() == ok);
    const std::size_t sent = module.link.retransmits.size();
    module.advance(Duration{5'000});
    CHECK(module.link.retransmits.size() == sent);
  }
}

TEST_CASE("mqtt.md 5.1: after the drop the command waits on until the link is lost") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(publish_qos1);
  CHECK(module.advance(Duration{300'000}).empty());
  CHECK(module.lose_link() == disconnected + error);
}

TEST_CASE("mqtt.md 5.1: a failed write prints +MQTTDISCONNECTED:0, the code and ERROR") {
  for (const auto& line : {publish_qos0, publish_qos1}) {
    ConnectedModule module;
    module.link.writes_succeed = false;
    CHECK(module.command(line) == disconnected + mqtt_error("600c"));
    CHECK(module.state() == 3);
  }
}

TEST_CASE("mqtt.md 5.1: what a message contains does not matter, also a wildcard topic is sent") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUB=0,\"a/#\",\"d\",0,0") == ok);
  CHECK(module.command("AT+MQTTPUB=0,\"+\",\"\xff\x01\",0,0") == ok);
  CHECK(module.link.publishes[0].topic == "a/#");
  CHECK(module.link.publishes[1].payload == "\xff\x01");
}

TEST_CASE("mqtt.md 2: an acknowledgement that nobody waited for ends the next wait at once") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(publish_qos1);
  module.receive({MqttAcknowledged{module.attempt(), module.link.publishes[0].operation}});
  CHECK(module.command(publish_qos1).empty());
  CHECK(module.acknowledge() == ok);
}

}  // namespace espat::at
