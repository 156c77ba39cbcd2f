// The worked examples of the specification, byte for byte. The same files are run over a real serial line elsewhere.

#include <catch2/catch.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

using Json = nlohmann::json;

Json read(const std::string& name) {
  std::ifstream file(std::string(ESPAT_WORKED_SESSIONS) + "/" + name);
  REQUIRE(file.is_open());
  return Json::parse(file);
}

std::string take_step(TestModule& module, const Json& step) {
  if (step.contains("send")) return module.send(step["send"].get<std::string>());
  if (step.value("module", "") == "restarts") return module.advance(Duration{1'000});
  if (step.value("broker", "") == "publishes")
    return module.deliver(step["topic"].get<std::string>(), step["payload"].get<std::string>(), step["qos"]);
  REQUIRE(step.value("broker", "") == "closes");
  return module.lose_link();
}

void run(TestModule& module, const Json& session) {
  for (const Json& line : session.value("prepare", Json::array())) module.send(line.get<std::string>());
  for (const Json& step : session["steps"]) {
    CAPTURE(step.dump());
    CHECK(take_step(module, step) == step["expect"].get<std::string>());
  }
}

}  // namespace

TEST_CASE("mqtt.md 13: the worked session") {
  TestModule module;
  run(module, read("mqtt_session.json"));
}

TEST_CASE("at-core.md 9: the worked examples") {
  Setup alone;
  alone.station = StationStart::fresh;
  const Json examples = read("at_core.json")["examples"];
  REQUIRE_FALSE(examples.empty());
  for (const Json& example : examples) {
    const auto name = example["name"].get<std::string>();
    if (example.contains("needs")) {
      WARN("not run: \"" << name << "\" needs " << example["needs"].get<std::string>());
      continue;
    }
    CAPTURE(name);
    TestModule module(alone);
    run(module, example);
  }
}

}  // namespace espat::at
