// The worked examples of the specification, from the files that the engine's tests run, over a real serial line.

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;
using Json = nlohmann::json;

namespace {

Json read(const std::string& name) {
  std::ifstream file(std::string(ESPAT_WORKED_SESSIONS) + "/" + name);
  REQUIRE(file.is_open());
  return Json::parse(file);
}

}  // namespace

TEST_CASE("mqtt.md 13: the worked session against mosquitto") {
  const Json session = read("mqtt_session.json");
  Mosquitto broker;
  Module module(broker_at(broker.port()));
  module.join();
  MqttPeer peer(broker.port(), "peer");
  for (const Json& step : session["steps"]) {
    CAPTURE(step.dump());
    if (step.contains("send")) {
      module.send(step["send"].get<std::string>());
    } else if (step["broker"] == "publishes") {
      peer.publish({step["topic"], step["payload"], step["qos"]});
    } else {
      REQUIRE(step["broker"] == "closes");
      broker.stop();
    }
    module.says(step["expect"].get<std::string>());
  }
  module.says_nothing_more();
}

// Real timing, because what runs must still run when the next line comes.
TEST_CASE("at-core.md 9: the worked examples with real timing") {
  const Json examples = read("at_core.json")["examples"];
  REQUIRE_FALSE(examples.empty());
  for (const Json& example : examples) {
    if (example.contains("needs")) continue;
    CAPTURE(example["name"].get<std::string>());
    Module module({"--timing", "real", "--wifi", "fresh"});
    module.says("\r\nready\r\n");
    for (const Json& line : example.value("prepare", Json::array())) {
      const auto bytes = line.get<std::string>();
      module.send(bytes);
      module.says(bytes + std::string(ok));
    }
    for (const Json& step : example["steps"]) {
      CAPTURE(step.dump());
      if (step.contains("send")) module.send(step["send"].get<std::string>());
      module.says(step["expect"].get<std::string>());
    }
  }
}
