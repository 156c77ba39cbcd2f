#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/integration/module.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

/// A module with a private broker.
struct Island {
  Module module{{"--broker", "--json"}};
  nlohmann::json ports = nlohmann::json::parse(module.first_line())["broker"];
  MqttPeer peer{ports["tcp"].get<std::uint16_t>(), "peer"};

  Island() { module.join(); }

  /// Connects with this scheme and subscribes to "down".
  void connect(int scheme, const std::string& path, const std::string& shown_path) {
    const auto port = ports[scheme == 1 ? "tcp" : "ws"].dump();
    module.command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + ",\"module\",\"\",\"\",0,0,\"" + path + "\"", ok);
    module.command("AT+MQTTCONN=0,\"127.0.0.1\"," + port + ",0",
                   "+MQTTCONNECTED:0," + std::to_string(scheme) + ",\"127.0.0.1\",\"" + port + "\",\"" + shown_path + "\",0\r\n\r\nOK\r\n");
    module.command("AT+MQTTSUB=0,\"down\",1", ok);
  }
};

}  // namespace

TEST_CASE("module and client meet at the private broker") {
  Island island;
  const bool websocket = GENERATE(false, true);
  websocket ? island.connect(6, "mqtt", "/mqtt") : island.connect(1, "", "");
  island.peer.subscribe("up", 1);
  island.module.command("AT+MQTTPUB=0,\"up\",\"hello\",1,0", ok);
  CHECK(island.peer.receive() == Message{"up", "hello", 1, false});
  island.peer.publish({"down", "hello yourself", 1});
  island.module.says(received("down", "hello yourself"));
  island.module.says_nothing_more();
}

TEST_CASE("two modules of the same profile and client id, each with a private broker, do not disturb each other") {
  Island first;
  Island second;
  for (Island* island : {&first, &second}) island->connect(1, "", "");
  first.peer.publish({"down", "to the first", 1});
  second.peer.publish({"down", "to the second", 1});
  first.module.says(received("down", "to the first"));
  second.module.says(received("down", "to the second"));
  first.module.says_nothing_more();
  second.module.says_nothing_more();
}
