#include <catch2/catch.hpp>
#include <ctime>
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
  void connect(int scheme, const std::string& listener, const std::string& user = "", const std::string& password = "") {
    const auto port = ports[listener].dump();
    const std::string path = scheme >= 6 ? "mqtt" : "";
    module.command("AT+SYSTIMESTAMP=" + std::to_string(std::time(nullptr)), ok);
    module.command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + ",\"module\",\"" + user + "\",\"" + password + "\",0,0,\"" + path + "\"",
                   ok);
    module.command("AT+MQTTCONN=0,\"127.0.0.1\"," + port + ",0", "+MQTTCONNECTED:0," + std::to_string(scheme) + ",\"127.0.0.1\",\"" + port +
                                                                     "\",\"" + (path.empty() ? "" : "/mqtt") + "\",0\r\n\r\nOK\r\n");
    module.command("AT+MQTTSUB=0,\"down\",1", ok);
  }
};

}  // namespace

TEST_CASE("module and client meet at every listener of the private broker, whose CA is in the flash") {
  Island island;
  const auto [scheme, listener] =
      GENERATE(table<int, std::string>({{1, "tcp"}, {3, "tls"}, {5, "tls_client"}, {6, "ws"}, {8, "wss"}, {10, "wss_client"}}));
  island.connect(scheme, listener);
  island.peer.subscribe("up", 1);
  island.module.command("AT+MQTTPUB=0,\"up\",\"hello\",1,0", ok);
  CHECK(island.peer.receive() == Message{"up", "hello", 1, false});
  island.peer.publish({"down", "hello yourself", 1});
  island.module.says(received("down", "hello yourself"));
  island.module.says_nothing_more();
}

TEST_CASE("one listener of the private broker wants its user and password") {
  Island island;
  const auto port = island.ports["password"].get<std::uint16_t>();
  CHECK_THROWS(MqttPeer(port, "anonymous"));
  const auto& login = island.ports["login"];
  CHECK_THROWS(MqttPeer(port, "wrong", login["user"].get<std::string>(), "wrong"));
  island.connect(1, "password", login["user"], login["password"]);
}

TEST_CASE("two modules of the same profile and client id, each with a private broker, do not disturb each other") {
  Island first;
  Island second;
  for (Island* island : {&first, &second}) island->connect(1, "tcp");
  first.peer.publish({"down", "to the first", 1});
  second.peer.publish({"down", "to the second", 1});
  first.module.says(received("down", "to the first"));
  second.module.says(received("down", "to the second"));
  first.module.says_nothing_more();
  second.module.says_nothing_more();
}
