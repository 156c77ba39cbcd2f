#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// Connected with a keepalive of 10 s; the client's poll wakes every 1001 ms.
class IdleModule : public MqttModule {
 public:
  explicit IdleModule(bool reconnect = false) {
    configure();
    command("AT+MQTTCONNCFG=0,10,0,\"\",\"\",0,0");
    command(std::string("AT+MQTTCONN=0,\"broker\",1883,") + (reconnect ? "1" : "0"));
  }
};

}  // namespace

TEST_CASE("mqtt.md 4: PINGREQ follows half a keepalive after the last packet") {
  IdleModule module;
  module.advance(Duration{4'999});
  CHECK(module.link.pings.empty());
  module.advance(Duration{1'001});
  CHECK(module.link.pings.size() == 1);
  CHECK(module.advance(Duration{600'000}).empty());
  CHECK(module.link.pings.size() > 90);
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 4: an outgoing packet postpones the PINGREQ") {
  IdleModule module;
  for (int i = 0; i < 10; ++i) {
    module.advance(Duration{3'000});
    CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == ok);
  }
  CHECK(module.link.pings.empty());
}

TEST_CASE("mqtt.md 4: a received message at QoS 0 postpones nothing") {
  IdleModule module;
  for (int i = 0; i < 10; ++i) {
    module.advance(Duration{1'000});
    module.deliver("t", "m");
  }
  CHECK_FALSE(module.link.pings.empty());
}

TEST_CASE("mqtt.md 4: without a PINGRESP by the next period the link is lost") {
  IdleModule module;
  module.link.answers_pings = false;
  CHECK(module.advance(Duration{9'999}).empty());
  CHECK(module.link.pings.size() == 1);
  CHECK(module.advance(Duration{3'000}) == disconnected);
  CHECK(module.link.pings.size() == 1);
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
  CHECK(module.state() == 3);
}

TEST_CASE("mqtt.md 4: after a lost ping the client connects again with reconnect=1") {
  IdleModule module(true);
  module.link.answers_pings = false;
  CHECK(module.advance(Duration{13'000}) == disconnected);
  module.link.answers_pings = true;
  CHECK(module.advance(Duration{11'000}) == connected_for_good);
  CHECK(module.advance(Duration{60'000}).empty());
}

TEST_CASE("mqtt.md 4: a PINGRESP of an earlier connection does not count") {
  IdleModule module(true);
  const Attempt first = module.attempt();
  module.lose_link();
  module.advance(Duration{11'000});
  module.link.answers_pings = false;
  module.advance(Duration{6'000});
  REQUIRE(module.link.pings.size() == 1);
  module.receive({MqttPong{first}});
  CHECK(module.advance(Duration{7'000}) == disconnected);
}

TEST_CASE("mqtt.md 2: a lost ping ends a command that waits for its acknowledgement") {
  IdleModule module;
  module.link.acknowledges = false;
  module.link.answers_pings = false;
  CHECK(module.command("AT+MQTTSUB=0,\"t\",1").empty());
  CHECK(module.advance(Duration{60'000}) == disconnected + error);
}

TEST_CASE("mqtt.md 2: a lost ping ends a command whose packet never left") {
  IdleModule module;
  module.link.confirms_writes = false;
  module.link.answers_pings = false;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0").empty());
  CHECK(module.advance(Duration{60'000}) == disconnected + mqtt_error("600c"));
}

}  // namespace espat::at
