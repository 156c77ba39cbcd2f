#include <catch2/catch.hpp>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

TEST_CASE("MQTT over WebSocket, with a path") {
  Mosquitto broker({.websocket = true, .user = {}, .password = {}, .lines = {}});
  MqttPeer peer(broker.port(), "peer");
  peer.subscribe("up", 1);
  Module module(broker_at(broker.websocket_port()));
  module.join();
  module.command(R"(AT+MQTTUSERCFG=0,6,"module","","",0,0,"mqtt")", ok);
  module.command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,0)", "+MQTTCONNECTED:0,6,\"10.0.0.2\",\"1883\",\"/mqtt\",0\r\n\r\nOK\r\n");
  module.command(R"(AT+MQTTSUB=0,"down",1)", ok);
  module.command(R"(AT+MQTTPUB=0,"up","hello",1,0)", ok);
  CHECK(peer.receive() == Message{"up", "hello", 1, false});
  const std::string large(3000, 'x');
  peer.publish({"down", large, 1});
  // The first piece is 1024 bytes without the header (3), the topic (2 + 4) and the packet id (2).
  module.says(received("down", large.substr(0, 1013)) + received("down", large.substr(0, 1024)) + received("down", large.substr(0, 963)));
  module.command("AT+MQTTCLEAN=0", ok);
  module.says_nothing_more();
}
