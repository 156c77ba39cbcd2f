#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

using Opening = ScriptedLink::Opening;

const std::string connect_once = "AT+MQTTCONN=0,\"broker\",1883,0";
const std::string connect_for_good = "AT+MQTTCONN=0,\"broker\",1883,1";

/// The session of a CONNECT after these two configurations; the second may be empty.
MqttSession session_after(const std::string& user, const std::string& connection) {
  MqttModule module;
  module.command("AT+MQTTUSERCFG=0,1," + user + ",0,0,\"\"");
  if (!connection.empty()) module.command("AT+MQTTCONNCFG=0," + connection);
  module.command(connect_once);
  REQUIRE(module.link.opens.size() == 1);
  return module.link.opens[0].session;
}

}  // namespace

TEST_CASE("mqtt.md 4: CONNECT without MQTTCONNCFG has keepalive 120, a clean session and no will") {
  const MqttSession session = session_after(R"("id","u","p")", "");
  CHECK(session.client_id == "id");
  CHECK(session.username == "u");
  CHECK(session.password == "p");
  CHECK(session.keepalive == std::chrono::seconds{120});
  CHECK(session.clean_session);
  CHECK_FALSE(session.will.has_value());
}

TEST_CASE("mqtt.md 4: CONNECT carries the connection configuration") {
  const MqttSession session = session_after(R"("id","u","p")", R"(60,1,"lwt","gone",2,1)");
  CHECK(session.keepalive == std::chrono::seconds{60});
  CHECK_FALSE(session.clean_session);
  REQUIRE(session.will.has_value());
  CHECK(session.will->topic == "lwt");
  CHECK(session.will->message == "gone");
  CHECK(session.will->qos == 2);
  CHECK(session.will->retain);
}

TEST_CASE("mqtt.md 4: keepalive 0 is 120 s") {
  CHECK(session_after(R"("id","","")", R"(0,0,"","",0,0)").keepalive == std::chrono::seconds{120});
}

TEST_CASE("mqtt.md 4: without a topic there is no will, without a message an empty one") {
  CHECK_FALSE(session_after(R"("id","","")", R"(60,0,"","gone",1,1)").will.has_value());
  CHECK(session_after(R"("id","","")", R"(60,0,"lwt","",0,0)").will.value().message.empty());
}

TEST_CASE("mqtt.md 4: user and password flags only for what is not empty") {
  const MqttSession nobody = session_after(R"("id","","")", "");
  CHECK_FALSE(nobody.username.has_value());
  CHECK_FALSE(nobody.password.has_value());
  const MqttSession user_only = session_after(R"("id","u","")", "");
  CHECK(user_only.username == "u");
  CHECK_FALSE(user_only.password.has_value());
  const MqttSession password_only = session_after(R"("id","","p")", "");
  CHECK_FALSE(password_only.username.has_value());
  CHECK(password_only.password == "p");
}

TEST_CASE("mqtt.md 4: MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD replace their fields") {
  MqttModule module;
  module.configure();
  module.command("AT+MQTTCLIENTID=0,\"other\"");
  module.command("AT+MQTTUSERNAME=0,\"\"");
  module.command("AT+MQTTPASSWORD=0,\"secret\"");
  CHECK(module.state() == 1);
  module.command(connect_once);
  CHECK(module.link.opens[0].session.client_id == "other");
  CHECK_FALSE(module.link.opens[0].session.username.has_value());
  CHECK(module.link.opens[0].session.password == "secret");
}

TEST_CASE("mqtt.md 4: success prints +MQTTCONNECTED, then OK") {
  MqttModule module;
  module.configure();
  CHECK(module.command(connect_once) == "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n\r\nOK\r\n");
  CHECK(module.take_writes() == std::vector<std::string>{ok, connected, ok});
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 4: every failure prints +MQTTDISCONNECTED:0, then ERROR without a code") {
  for (const auto opening : {Opening::fails, Opening::refuses_client}) {
    MqttModule module;
    module.link.opening = opening;
    module.configure();
    CHECK(module.command(connect_once) == disconnected + error);
    CHECK(module.state() == 2);
    CHECK_FALSE(module.awaits_time());
  }
}

TEST_CASE("mqtt.md 4: after a failure MQTTCONN and MQTTUSERCFG are possible at once") {
  MqttModule module;
  module.link.opening = Opening::fails;
  module.configure();
  module.command(connect_once);
  CHECK(module.command(connect_once) == disconnected + error);
  CHECK(module.command("AT+MQTTCLIENTID=0,\"x\"") == mqtt_error("6002"));
  CHECK(module.configure() == ok);
  module.link.opening = Opening::succeeds;
  CHECK(module.command(connect_once) == connected + ok);
}

TEST_CASE("mqtt.md 4: without a CONNACK the connection fails 10 s after the transport is up") {
  MqttModule module;
  module.link.opening = Opening::lacks_connack;
  module.configure();
  CHECK(module.command(connect_once).empty());
  CHECK(module.advance(Duration{9'999}).empty());
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.advance(Duration{2}) == disconnected + error);
  REQUIRE(module.link.closes.size() == 1);
  CHECK_FALSE(module.link.closes[0].graceful);
  CHECK(module.state() == 2);
}

TEST_CASE("mqtt.md 4: the CONNACK may take 10 s of its own") {
  MqttModule module;
  module.link.opening = Opening::stays_silent;
  module.configure();
  module.command(connect_once);
  CHECK(module.advance(Duration{9'000}).empty());
  CHECK(module.receive({MqttTransportOpened{module.attempt()}}).empty());
  CHECK(module.advance(Duration{9'999}).empty());
  CHECK(module.receive({MqttOpened{module.attempt()}}) == connected + ok);
}

TEST_CASE("mqtt.md 4: a transport that never opens is given up") {
  MqttModule module;
  module.link.opening = Opening::stays_silent;
  module.configure();
  module.command(connect_once);
  CHECK(module.advance(Duration{10'001}) == disconnected + error);
}

TEST_CASE("mqtt.md 4: an empty client id opens TCP, then fails") {
  MqttModule module;
  module.link.opening = Opening::lacks_connack;
  module.command("AT+MQTTUSERCFG=0,1,\"\",\"u\",\"p\",0,0,\"\"");
  CHECK(module.command(connect_once) == disconnected + error);
  CHECK(module.link.opens.size() == 1);
  CHECK(module.state() == 2);
}

TEST_CASE("mqtt.md 4: with reconnect=1 ERROR comes 5 s after +MQTTDISCONNECTED:0") {
  MqttModule module;
  module.link.opening = Opening::fails;
  module.configure();
  CHECK(module.command(connect_for_good) == disconnected);
  CHECK(module.advance(Duration{4'999}).empty());
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.advance(Duration{2}) == error);
  CHECK(module.state() == 2);
  CHECK(module.advance(Duration{60'000}).empty());
}

TEST_CASE("mqtt.md 4: without Wi-Fi the connection fails") {
  MqttModule module;
  module.command("AT+CWQAP");
  module.configure();
  CHECK(module.command(connect_once) == disconnected + error);
  CHECK(module.link.opens.empty());
}

TEST_CASE("mqtt.md 4: a second MQTTCONN gives 6001 in every connected state and after the loss") {
  ConnectedModule module;
  CHECK(module.command(connect_once) == mqtt_error("6001"));
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.command(connect_once) == mqtt_error("6001"));
  module.command("AT+MQTTUNSUB=0,\"t\"");
  CHECK(module.command(connect_once) == mqtt_error("6001"));
  module.lose_link();
  CHECK(module.command(connect_once) == mqtt_error("6001"));
}

TEST_CASE("mqtt.md 4: after a loss only MQTTCLEAN helps") {
  ConnectedModule module;
  module.lose_link();
  CHECK(module.configure() == mqtt_error("6002"));
  CHECK(module.configure_connection() == mqtt_error("6002"));
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
  CHECK(module.connect() == connected + ok);
}

TEST_CASE("mqtt.md 4: a new configuration after MQTTCLEAN starts from defaults") {
  MqttModule module;
  module.configure();
  module.configure_connection();
  module.command(connect_once);
  module.command("AT+MQTTCLEAN=0");
  module.connect();
  CHECK(module.link.opens[1].session.keepalive == std::chrono::seconds{120});
  CHECK_FALSE(module.link.opens[1].session.will.has_value());
}

TEST_CASE("mqtt.md 4: each connection has an attempt of its own") {
  ConnectedModule module;
  const Attempt first = module.attempt();
  module.command("AT+MQTTCLEAN=0");
  module.connect();
  CHECK(module.attempt() != first);
  CHECK(module.receive({MqttClosed{first, "late"}}).empty());
  CHECK(module.receive({MqttReceived{first, "t", "late", 0}}).empty());
  CHECK(module.state() == 4);
}

}  // namespace espat::at
