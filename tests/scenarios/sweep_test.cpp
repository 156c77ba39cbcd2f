#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/sweep_report.hpp"
#include "emulator/sweep_result.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/scenario_reader.hpp"

using namespace espat::scenarios;
using namespace espat::emulator;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

void said(Dialogue& dialogue, const std::vector<std::string>& writes) {
  for (const std::string& write : writes) dialogue.add(Direction::to_host, write);
}

/// A host that joins nothing, subscribes, and publishes twice.
Dialogue published_twice() {
  Dialogue dialogue;
  said(dialogue, {"\r\nready\r\n", "WIFI GOT IP\r\n"});
  dialogue.add(Direction::to_device, "AT+MQTTSUB=0,\"a\",1\r\n");
  said(dialogue, {"\r\nOK\r\n"});
  for (const std::string payload : {"one", "two"}) {
    dialogue.add(Direction::to_device, "AT+MQTTPUBRAW=0,\"a*\",3,1,0\r\n");
    said(dialogue, {"\r\nOK\r\n", "\r\n>"});
    dialogue.add(Direction::to_device, payload);
    said(dialogue, {"+MQTTSUBRECV:0,\"a*\",3," + payload + "\r\n", "+MQTTPUB:OK\r\n"});
  }
  return dialogue;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Policy& policy : policies()) names.emplace_back(policy.name);
  return names;
}

FaultPoint point_called(const std::string& name, const Dialogue& dialogue, const SweepWishes& wishes = {}) {
  for (FaultPoint& point : fault_points(dialogue, all_names(), wishes)) {
    if (point.name == name) return point;
  }
  FAIL("there is no point " + name);
  return {};
}

std::vector<std::string> names_of(const std::string& policy, const Dialogue& dialogue, const SweepWishes& wishes = {}) {
  std::vector<std::string> names;
  for (const FaultPoint& point : fault_points(dialogue, {policy}, wishes)) names.push_back(point.name);
  return names;
}

SweepResult result(const std::string& policy, Verdict verdict, std::size_t lines, double seconds) {
  SweepResult made{{policy + "-ATE0", policy, "is late", "ATE0", 1, 0, ""}, verdict, lines, {}};
  made.suite.seconds = seconds;
  return made;
}

}  // namespace

TEST_CASE("a dialogue is learned write by write") {
  const Dialogue dialogue = published_twice();
  CHECK(dialogue.opening() == std::vector<std::string>{"\r\nready\r\n", "WIFI GOT IP\r\n"});
  const std::string publish = "AT+MQTTPUBRAW=0,\"a*\",3,1,0";
  const std::vector<Exchange> expected{{"AT+MQTTSUB=0,\"a\",1", 1, {"\r\nOK\r\n"}},
                                       {publish, 1, {"\r\nOK\r\n", "\r\n>", "+MQTTSUBRECV:0,\"a*\",3,one\r\n", "+MQTTPUB:OK\r\n"}},
                                       {publish, 2, {"\r\nOK\r\n", "\r\n>", "+MQTTSUBRECV:0,\"a*\",3,two\r\n", "+MQTTPUB:OK\r\n"}}};
  CHECK(dialogue.exchanges() == expected);
  CHECK(dialogue.find(publish, 2) == &dialogue.exchanges()[2]);
  CHECK(dialogue.find(publish, 3) == nullptr);
}

TEST_CASE("what is no command is not taken for one") {
  Dialogue dialogue;
  for (const char* chunk : {"AT+C", "WMODE=1\r", "\n", "raw data\r\nof two lines", "AT\r\n", "+++", "ATE0\n"}) {
    dialogue.add(Direction::to_device, chunk);
  }
  CHECK(dialogue.exchanges() == std::vector<Exchange>{{"AT+CWMODE=1", 1, {}}, {"AT", 1, {}}, {"ATE0", 1, {}}});
}

TEST_CASE("each policy has its points") {
  const Dialogue dialogue = published_twice();
  using Names = std::vector<std::string>;
  for (const char* policy : {"error", "late", "never", "busy", "slice", "delay", "connection", "broker", "access_point", "reset"}) {
    const std::string name(policy);
    CHECK(names_of(name, dialogue) == Names{name + "-AT+MQTTSUB", name + "-AT+MQTTPUBRAW", name + "-AT+MQTTPUBRAW-2"});
  }
  CHECK(names_of("split", dialogue) == Names{"split-AT+MQTTPUBRAW", "split-AT+MQTTPUBRAW-2"});
  CHECK(names_of("late_urc", dialogue) == Names{"late_urc-AT+MQTTPUBRAW-2-behind-0", "late_urc-AT+MQTTPUBRAW-2-behind-1",
                                                "late_urc-AT+MQTTPUBRAW-2-behind-2", "late_urc-AT+MQTTPUBRAW-2-behind-3",
                                                "late_urc-AT+MQTTPUBRAW-2-behind-4"});
  CHECK(names_of("urc", dialogue).size() == 2 + 5 + 5);
  CHECK(names_of("broker", dialogue, {std::nullopt, false}).empty());

  const std::vector<FaultPoint> all = fault_points(dialogue, all_names(), {});
  std::set<std::string> names;
  for (const FaultPoint& point : all) names.insert(point.name);
  CHECK(names.size() == all.size());
}

TEST_CASE("a fault point as a scenario") {
  const Dialogue dialogue = published_twice();
  const SweepBase base{"seed: 7\nbroker: private\n", std::chrono::seconds(90)};
  CHECK(scenario_text(point_called("never-AT+MQTTPUBRAW-2", dialogue), base) ==
        R"(scenario: "AT+MQTTPUBRAW=0,\"a*\",3,1,0 is never answered"
version: 1
timeout: 90s
seed: 7
broker: private
steps:
  - firmware: {never: "AT+MQTTPUBRAW=0,\"a\\*\",3,1,0"}
    nth: 2
    times: 1
  - host_sends: {line: "*AT+MQTTPUBRAW=0,\"a\\*\",3,1,0", count: 2, within: 60min}
)");
  CHECK(point_called("late_urc-AT+MQTTPUBRAW-2-behind-1", dialogue).steps ==
        R"(  - host_sends: {line: "*AT+MQTTPUBRAW=0,\"a\\*\",3,1,0", count: 1, within: 60min}
  - firmware: {hold_urc: "+MQTTSUBRECV:"}
    as: late messages
    for: 3s
  - host_sends: {line: "*AT+MQTTPUBRAW=0,\"a\\*\",3,1,0", within: 60min}
  - device_sends: {text: "\r\nOK\r\n", count: 1, within: 10s}
  - remove: late messages
)");
  CHECK(point_called("urc-AT+MQTTSUB-behind-0", dialogue).deed == "meets a URC before the answer");
  CHECK(point_called("urc-AT+MQTTPUBRAW-behind-1", dialogue).deed == "meets a URC between OK and >");
  CHECK(point_called("urc-AT+MQTTPUBRAW-behind-4", dialogue).deed == "meets a URC behind the answer");
  for (const FaultPoint& point : fault_points(dialogue, all_names(), {})) {
    CAPTURE(point.name);
    CHECK(parse_scenario(scenario_text(point, base), point.name).steps.size() >= 2);
  }
}

TEST_CASE("what is inserted is what the module could say there, or what the user wants") {
  const Dialogue dialogue = published_twice();
  CHECK_THAT(point_called("urc-AT+MQTTSUB-behind-1", dialogue).steps, Contains(R"({insert_urc: "WIFI GOT IP\r\n", behind: 1})"));
  CHECK_THAT(point_called("urc-AT+MQTTPUBRAW-behind-1", dialogue).steps,
             Contains(R"({insert_urc: "+MQTTSUBRECV:0,\"espat/sweep\",8,21,5 \"C\"\r\n", behind: 1})"));
  CHECK_THAT(point_called("urc-AT+MQTTSUB-behind-1", dialogue, {"mine\r\n", true}).steps,
             Contains(R"({insert_urc: "mine\r\n", behind: 1})"));
  Dialogue early;
  early.add(Direction::to_device, "ATE0\r\n");
  CHECK(names_of("urc", early).empty());
}

TEST_CASE("a point is reached when its command is sent that often and answered that far") {
  const Dialogue dialogue = published_twice();
  CHECK(is_reached(point_called("late_urc-AT+MQTTPUBRAW-2-behind-4", dialogue), dialogue));
  Dialogue other = published_twice();
  other.add(Direction::to_device, "AT+MQTTSUB=0,\"a\",1\r\n");
  said(other, {"\r\nbusy p...\r\n", "\r\nOK\r\n"});
  CHECK_FALSE(is_reached(point_called("error-AT+MQTTSUB-2", other), dialogue));
  CHECK(is_reached(point_called("urc-AT+MQTTSUB-2-behind-2", other), other));
  CHECK_FALSE(is_reached({"", "", "", "AT+MQTTSUB=0,\"a\",1", 1, 2, ""}, dialogue));
}

TEST_CASE("the sections of a scenario that count for all points") {
  CHECK(standing_sections("scenario: x\nversion: 1\nbroker: private\n# the line\nfaults:\n  a: {net: refuse}\n\non:\n- at: 1s\n  do: []\n"
                          "steps:\n  - wait: 1s\ndevice: {wifi: fresh}") ==
        "broker: private\n# the line\nfaults:\n  a: {net: refuse}\n\non:\n- at: 1s\n  do: []\ndevice: {wifi: fresh}\n");
}

TEST_CASE("the verdict") {
  const Dialogue dialogue = published_twice();
  const FaultPoint point = point_called("error-AT+MQTTSUB", dialogue);
  const auto verdict = [&](Suite::Result result, std::optional<int> status, const Dialogue& said) {
    Suite suite;
    suite.result = result;
    suite.command_status = status;
    suite.history = "a\nb\n";
    const SweepResult judged = judge(point, said, suite);
    CHECK(judged.lines == 2);
    return words(judged);
  };
  using Result = Suite::Result;
  CHECK(verdict(Result::passed, 0, dialogue) == "passed");
  CHECK(verdict(Result::passed, 0, {}) == "not reached");
  CHECK(verdict(Result::failed, 0, {}) == "not reached");
  CHECK(verdict(Result::failed, std::nullopt, dialogue) == "not reached");
  CHECK(verdict(Result::timed_out, std::nullopt, dialogue) == "hung");
  CHECK(verdict(Result::command_failed, 3, dialogue) == "failed with 3");
  CHECK(verdict(Result::command_failed, 255, dialogue) == "failed with 255");
  CHECK(verdict(Result::command_failed, 139, dialogue) == "crashed (SIGSEGV)");
  CHECK(verdict(Result::environment_failed, std::nullopt, {}) == "could not run");
}

TEST_CASE("the smallest reproduction comes first, with what is like it") {
  std::vector<SweepResult> results{result("late", Verdict::passed, 1, 1),     result("busy", Verdict::hung, 30, 9),
                                   result("error", Verdict::failed, 20, 2),   result("busy", Verdict::hung, 10, 8),
                                   result("urc", Verdict::not_reached, 2, 1), result("error", Verdict::failed, 20, 1)};
  sort(results);
  std::string order;
  for (const SweepResult& sorted : results) order += sorted.point.policy + std::to_string(sorted.lines) + " ";
  CHECK(order == "busy10 busy30 error20 error20 urc2 late1 ");
  CHECK(results[2].suite.seconds == 1);
  CHECK(summary(results, 61.2, 0) == "6 runs in 61 s: 1 passed, 2 hung, 2 failed, 1 not reached\n");
  CHECK(summary({result("late", Verdict::passed, 1, 1)}, 2, 40) ==
        "1 run in 2 s: 1 passed; left out at later occurrences of a command line: 40 (--occurrences)\n");
  CHECK_THAT(table(results), StartsWith("verdict           lines      time  fault point  what happens\n"
                                        "hung                 10     8.0 s  busy-ATE0    ATE0 is late\n"
                                        "hung                 30     9.0 s  busy-ATE0    ATE0 is late\n"));
  CHECK(table({result("late", Verdict::passed, 1, 1)}).empty());
  SweepResult impossible = result("late", Verdict::could_not_run, 0, 0);
  impossible.suite.report = "late-ATE0: no pty\n";
  CHECK(table({impossible}) ==
        "verdict           lines      time  fault point  what happens\n"
        "could not run         0     0.0 s  late-ATE0    late-ATE0: no pty\n");
}
