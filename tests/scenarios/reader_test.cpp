#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "scenarios/line_pattern.hpp"
#include "scenarios/scenario_reader.hpp"

using namespace espat::scenarios;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Scenario read(const std::string& rest) { return parse_scenario("scenario: x\nversion: 1\n" + rest, "test.yaml"); }

std::string sent(const std::string& yaml) { return std::get<HostSend>(read("host: [{send: " + yaml + "}]\n").host->front().what).bytes; }

/// "# LINE:COLUMN: sentence" on the first line; a file in `included` is named in front.
std::string expected_message(const fs::path& file) {
  std::string line;
  std::getline(std::ifstream(file), line);
  return line.substr(2);
}

std::string message(const fs::path& file) {
  try {
    read_scenario(file);
  } catch (const ScenarioError& error) {
    std::string text = error.what();
    const std::string own = file.string() + ":";
    if (text.starts_with(own)) text.erase(0, own.size());
    const std::string directory = file.parent_path().string() + "/";
    for (std::size_t at = 0; (at = text.find(directory)) != std::string::npos;) text.erase(at, directory.size());
    return text;
  }
  return "no error";
}

}  // namespace

TEST_CASE("each malformed scenario is refused at its place, with what was probably meant") {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(ESPAT_MALFORMED)) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    CAPTURE(entry.path().filename());
    CHECK(message(entry.path()) == expected_message(entry.path()));
  }
  CHECK(files >= 60);
}

TEST_CASE("a file that is not there is named") {
  CHECK_THROWS_WITH(read_scenario("/nowhere/x.yaml"), "/nowhere/x.yaml: there is no such file that can be read");
}

TEST_CASE("texts are bytes") {
  const auto [yaml, bytes] = GENERATE(values<std::pair<std::string, std::string>>({
      {"AT", "AT"},
      {"5", "5"},
      {"\"AT\\r\\n\"", "AT\r\n"},
      {"'AT\\r'", "AT\\r"},
      {"\"\\xff\\x00\\x80\"", std::string("\xff\0\x80", 3)},
      {"\"30 \xc2\xb0"
       "C\"",
       "30 \xc2\xb0"
       "C"},
      {"\xe2\x82\xac", "\xe2\x82\xac"},
      {"\"\\u00e9\"", "\xe9"},
      {"\"a\\\"b\\\\,\"", "a\"b\\,"},
  }));
  CHECK(sent(yaml) == bytes);
}

TEST_CASE("a line pattern") {
  const auto [pattern, line, matches] = GENERATE(values<std::tuple<std::string, std::string, bool>>({
      {"AT", "AT", true},
      {"AT", "ATE0", false},
      {"AT*", "AT", true},
      {"AT*", "AT+GMR", true},
      {"*=0,*,1", "AT+MQTTSUB=0,\"a,1\",1", true},
      {"*=0,*,1", "AT+MQTTSUB=0,\"a\",1,", false},
      {"**", "", true},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b*", "xxbxxaxx", false},
      {"a\\*b", "a*b", true},
      {"a\\*b", "axb", false},
      {"\"a\\,b\"", "\"a\\,b\"", true},
      {"*ab", "aab", true},
      {"a*", "ba", false},
  }));
  CAPTURE(pattern, line);
  CHECK(LinePattern(pattern).matches(line) == matches);
}

TEST_CASE("a whole scenario as values") {
  const Scenario scenario = parse_scenario(R"(
scenario: the broker dies between PUBLISH and PUBACK
version: 1
seed: 7
timeout: 1min
device: {profile: esp32-v2.1.0.0, wifi: joined, timing: instant, baud: 9600, rtt: 5ms, clock: sntp}
broker: {host: 10.0.0.2, port: 1884}
faults:
  drip: {uart: to_host, slice: 1, gap: 2ms}
  late: {net: {latency: 1s}, when: {mqtt_state: connected}, after: 3s, for: 2s, times: 4}
on:
  - host_sends: "AT+MQTTPUB=*"
    times: 1
    do: [{broker: hold_acks}, {after: 200ms, do: [{broker: kill}]}, {wait: 1s}, {remove: drip}, {after: 1s, do: [{broker: start}]}]
  - at: 4s
    do: [{repeat: 2, do: [{broker: pause}, {wait: 1s}]}]
steps:
  - host_sends: {line: "AT+MQTTCONN=*", within: 7s}
  - device_sends: {text: "+MQTTDISCONNECTED:0\r\n", count: 2}
  - broker: start
  - repeat: 2
    do: [{wait: 1s}]
host:
  - send: "AT\r\n"
  - expect: {text: OK, within: 9s}
)",
                                           "a/b.yaml");
  CHECK(scenario.name == "the broker dies between PUBLISH and PUBACK");
  CHECK(scenario.file == "a/b.yaml");
  CHECK(scenario.seed == 7U);
  CHECK(scenario.timeout == 1min);
  CHECK(scenario.device.profile == "esp32-v2.1.0.0");
  CHECK(scenario.device.baud == 9600);
  CHECK(scenario.device.round_trip == Time(5ms));
  CHECK(scenario.device.clock == "sntp");
  CHECK(std::get<RunningBroker>(scenario.broker).port == 1884);

  REQUIRE(scenario.faults.size() == 2);
  CHECK(scenario.faults[0].fault.name == "drip");
  CHECK(scenario.faults[0].fault.arguments.count("slice") == 1);
  CHECK(scenario.faults[0].fault.arguments.duration("gap") == 2ms);
  CHECK(scenario.faults[1].after == 3s);
  CHECK(scenario.faults[1].fault.lasts == Time(2s));
  CHECK(scenario.faults[1].fault.strikes.times == 4);
  CHECK(std::get<MqttStateIs>(*scenario.faults[1].when).state == espat::at::MqttState::connected);

  REQUIRE(scenario.reactions.size() == 2);
  std::vector<std::pair<Time, std::string>> actions;
  for (const Reaction& reaction : scenario.reactions) {
    for (const TimedAction& timed : reaction.actions) {
      const auto* fault = std::get_if<Fault>(&timed.action);
      actions.emplace_back(timed.delay, fault != nullptr ? fault->name : "no " + std::get<RemoveFault>(timed.action).name);
    }
  }
  CHECK(actions == std::vector<std::pair<Time, std::string>>{{0s, "broker hold_acks"},
                                                             {200ms, "broker kill"},
                                                             {1s, "no drip"},
                                                             {2s, "broker start"},
                                                             {0s, "broker pause"},
                                                             {1s, "broker pause"}});

  REQUIRE(scenario.steps.size() == 5);
  CHECK(std::get<Expectation>(scenario.steps[0].what).within == 7s);
  CHECK(std::get<Expectation>(scenario.steps[1].what).within == 5s);
  CHECK(std::get<Expectation>(scenario.steps[1].what).count == 2);
  CHECK(scenario.steps[2].where.line == 20);
  CHECK(std::get<HostExpect>(scenario.host->at(1).what).within == 9s);
}

TEST_CASE("a UART fault that strikes bytes does so once, unless its law says otherwise") {
  const auto times = [](const std::string& fault) {
    return read("faults: {f: {uart: to_host, " + fault + "}}").faults[0].fault.strikes.times;
  };
  CHECK(times("drop: 1") == 1);
  CHECK(times("drop: 1, nth: 5") == 1);
  CHECK(times("drop: 1, times: 3") == 3);
  CHECK(times("drop: 1, every: 3") == std::nullopt);
  CHECK(times("drop: 1, probability: 0.5") == std::nullopt);
  CHECK(times("slice: 1") == std::nullopt);
}

TEST_CASE("an included file is looked for beside the one that includes it") {
  const espat::emulator::TemporaryDirectory directory;
  const fs::path& path = directory.path();
  fs::create_directory(path / "parts");
  std::ofstream(path / "main.yaml") << "scenario: x\nversion: 1\nhost:\n  - include: parts/one.yaml\n  - send: c\n";
  std::ofstream(path / "parts/one.yaml") << "- send: a\n- include: two.yaml\n";
  std::ofstream(path / "parts/two.yaml") << "- repeat: 2\n  do: [{send: b}]\n";
  std::string all;
  const Scenario scenario = read_scenario(path / "main.yaml");
  for (const HostStep& step : *scenario.host) all += std::get<HostSend>(step.what).bytes;
  CHECK(all == "abbc");
}
