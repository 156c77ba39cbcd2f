#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/sweep_report.hpp"
#include "emulator/sweep_result.hpp"
#include "emulator/temporary_directory.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/scenario_reader.hpp"
#include "tests/emulator/running_espat.hpp"

using namespace espat::scenarios;
using namespace espat::emulator;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using espat::test::Finished;
using espat::test::run_espat;
using espat::test::run_program;
namespace fs = std::filesystem;

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

struct Sweep {
  int exit_code;
  std::vector<nlohmann::json> points;
  nlohmann::json summary;
  std::string text;  ///< for a report
};

/// `espat sweep` of a command, with its results read.
Sweep sweep(std::vector<std::string> options, const std::vector<std::string>& command) {
  std::vector<std::string> arguments{"--timing", "instant", "--json", "sweep", "--jobs", "16"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), command.begin(), command.end());
  const Finished finished = run_espat(arguments);
  Sweep sweep{finished.exit_code, {}, {}, finished.output + finished.errors};
  std::stringstream lines(finished.output);
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json object = nlohmann::json::parse(line);
    if (object["event"] == "sweep") {
      sweep.summary = object;
    } else {
      sweep.points.push_back(object);
    }
  }
  return sweep;
}

std::vector<std::string> findings(const Sweep& sweep) {
  std::vector<std::string> names;
  for (const auto& point : sweep.points) {
    if (point["verdict"] != "passed") names.push_back(point["verdict"].get<std::string>() + " " + point["name"].get<std::string>());
  }
  return names;
}

const std::string firmware = ESPAT_SAMPLE_FIRMWARE;

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
  CHECK(summary(results, 61.2) == "6 runs in 61 s: 1 passed, 2 hung, 2 failed, 1 not reached\n");
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

TEST_CASE("a firmware without bugs passes at each of its commands") {
  const Sweep swept = sweep({"--policy", "error,busy,slice,split,late_urc,connection,reset"}, {firmware});
  CAPTURE(swept.text);
  CHECK(findings(swept).empty());
  CHECK(swept.exit_code == 0);
  CHECK(swept.points.size() >= 60);
}

TEST_CASE("a firmware without bugs passes whatever goes wrong") {
  const Sweep swept = sweep({"--only", "*-AT+MQTTCONN*"}, {firmware});
  CAPTURE(swept.text);
  CHECK(findings(swept).empty());
  CHECK(swept.summary["passed"] == swept.points.size());
  std::set<std::string> met;
  for (const auto& point : swept.points) met.insert(point["policy"]);
  CHECK(met.size() == policies().size() - 2);  // no prompt, and no message before it
}

TEST_CASE("a firmware with the name of its broker built in reaches the private one") {
  const Finished finished = run_espat({"--timing", "instant", "--map", "mqtt.example.com:8883=broker:1883", "sweep", "--only",
                                       "error-AT+MQTTCONN", "--", firmware, "--broker", "mqtt.example.com", "--broker-port", "8883"});
  CAPTURE(finished.errors);
  CHECK_THAT(finished.output, StartsWith("1 run in ") && Contains(" s: 1 passed\n"));
  CHECK(finished.exit_code == 0);
}

TEST_CASE("a bug is found, named, kept and found again") {
  struct Case {
    const char* bug;
    const char* only;
    const char* found;
    int again;
  };
  const Case planted = GENERATE(Case{"busy", "*-AT+MQTTCONN", "busy-AT+MQTTCONN", 42},
                                Case{"lost-urc", "*-AT+MQTTPUBRAW-2-behind-1", "late_urc-AT+MQTTPUBRAW-2-behind-1", 1});
  const espat::emulator::TemporaryDirectory directory;
  const std::string junit = directory.path() / "sweep.xml";
  const Sweep swept = sweep(
      {"--policy", "busy,slice,late_urc,urc", "--only", planted.only, "--timeout", "10s", "--save", directory.path(), "--junit", junit},
      {firmware, "--bug", planted.bug});
  CAPTURE(swept.text);
  CHECK(swept.exit_code == 1);
  CHECK(findings(swept) == std::vector<std::string>{(planted.again == 42 ? "hung " : "failed ") + std::string(planted.found)});
  CHECK(swept.points.size() >= 2);
  std::stringstream xml;
  xml << std::ifstream(junit).rdbuf();
  CHECK_THAT(xml.str(), Contains("<testsuites name=\"espat\" tests=\"" + std::to_string(swept.points.size()) + "\"") &&
                            Contains("<testsuite name=\"" + std::string(planted.found) + "\""));

  const std::string reproduction = directory.path() / ("01-" + std::string(planted.found) + ".yaml");
  REQUIRE(fs::exists(reproduction));
  const Finished again = run_espat({"run", reproduction, "--", firmware, "--bug", planted.bug});
  CAPTURE(again.output, again.errors);
  CHECK(again.exit_code == planted.again);
  const Finished cured = run_espat({"run", reproduction, "--", firmware});
  CAPTURE(cured.output, cured.errors);
  CHECK(cured.exit_code == 0);
}

TEST_CASE("what a policy does reaches the host") {
  const Sweep watched = sweep({"--only", "*-AT+MQTTPUBRAW-2*"}, {"python3", ESPAT_WATCHING_HOST, "2"});
  CAPTURE(watched.text);
  // Of each point what the host read from the second AT+MQTTPUBRAW on: all bytes, in how many reads, and when it got the first and the
  // last, in milliseconds.
  struct Reading {
    std::string bytes;
    std::size_t reads = 0;
    int first = 0;
    int last = 0;
  };
  std::map<std::string, Reading> readings;
  for (const auto& point : watched.points) {
    const auto reading = nlohmann::json::parse(point["output"].get<std::string>());
    readings[point["name"]] = {reading["bytes"], reading["reads"], reading["first"], reading["last"]};
  }
  const auto saw = [&](const std::string& policy, const std::string& place = "") {
    return readings.at(policy + "-AT+MQTTPUBRAW-2" + place).bytes;
  };
  const std::string message = "+MQTTSUBRECV:0,\"a\",5,twice\r\n";
  const std::string earlier = "+MQTTSUBRECV:0,\"a\",3,one\r\n";
  const std::string urc = "+MQTTSUBRECV:0,\"espat/sweep\",8,21,5 \"C\"\r\n";
  const std::string ok = "\r\nOK\r\n";
  const std::string prompt = "\r\n>";
  const std::string published = "+MQTTPUB:OK\r\n";
  CHECK(saw("error") == "\r\nERROR\r\n");
  CHECK(saw("busy") == "\r\nbusy p...\r\n");
  CHECK(saw("never") == "\r\nbusy p...\r\n");  // to the data
  CHECK(saw("late").empty());
  CHECK(saw("slice") == ok + prompt + message + published);
  CHECK(readings["slice-AT+MQTTPUBRAW-2"].reads > 5);
  CHECK(readings["slice-AT+MQTTPUBRAW-2"].last >= 5 * 40);
  CHECK(saw("delay") == ok + prompt + message + published);
  CHECK(readings["delay-AT+MQTTPUBRAW-2"].first >= 500);
  CHECK(saw("split") == ok + prompt + message + published);
  CHECK(readings["split-AT+MQTTPUBRAW-2"].last >= 300);
  CHECK(saw("urc", "-behind-0") == urc + ok + prompt + message + published);
  CHECK(saw("urc", "-behind-1") == ok + urc + prompt + message + published);
  CHECK(saw("urc", "-behind-2") == ok + prompt + urc + message + published);
  CHECK(saw("urc", "-behind-4") == ok + prompt + message + published + urc);
  CHECK(saw("late_urc", "-behind-0") == earlier + ok + prompt + message + published);
  CHECK(saw("late_urc", "-behind-1") == ok + earlier + prompt + message + published);
  CHECK(saw("late_urc", "-behind-4") == ok + prompt + published + earlier + message);
  CHECK(saw("connection") == ok + prompt + message + published + "+MQTTDISCONNECTED:0\r\n");
  CHECK_THAT(saw("broker"), Contains("+MQTTDISCONNECTED:0"));
  CHECK_THAT(saw("access_point"), Contains("WIFI DISCONNECT\r\n"));
  CHECK_THAT(saw("reset"), Contains("rst:0xc (SW_CPU_RESET),boot:0x13\r\n\r\nready\r\n"));
}

TEST_CASE("a scenario counts in every run, and a signal that ends the firmware is a crash") {
  const espat::emulator::TemporaryDirectory directory;
  const std::string base = directory.path() / "base.yaml";
  const std::string conditions =
      "device: {timing: instant}\nfaults:\n  slow: {uart: to_host, delay: 1ms}\non:\n  - host_sends: AT+GMR\n    do: [{wifi: {rssi: "
      "-80}}]\n";
  std::ofstream(base) << "scenario: x\nversion: 1\nbroker: none\n" + conditions + "steps:\n  - host_sends: never\n";
  const std::string host = R"(exec 3<>"$ESPAT_PORT"; printf 'AT\r\n' >&3
    while read -r -t 20 line <&3; do case "$line" in OK*) exit 0;; ERROR*) echo alas; ulimit -c 0; kill -SEGV $$;; esac; done; exit 4)";
  const std::string saved = directory.path() / "saved";
  const Sweep swept = sweep({base, "--policy", "error,broker,reset", "--save", saved, "--seed", "9"}, {"bash", "-c", host});
  CAPTURE(swept.text);
  CHECK(findings(swept) == std::vector<std::string>{"crashed error-AT"});
  CHECK(swept.points.size() == 2);  // there is no broker to kill
  CHECK(swept.points[0]["output"] == "alas\n");
  CHECK(swept.exit_code == 1);
  std::stringstream text;
  text << std::ifstream(saved + "/01-error-AT.yaml").rdbuf();
  CHECK(text.str() ==
        "# A finding of espat sweep: the firmware crashed (SIGSEGV).\nscenario: \"AT is answered ERROR\"\nversion: 1\ntimeout: " +
            text.str().substr(text.str().find("timeout: ") + 9, 3) + "\nseed: 9\nbroker: none\n" + conditions +
            "steps:\n  - firmware: {error: 0, to: \"AT\"}\n    nth: 1\n    times: 1\n"
            "  - host_sends: {line: \"*AT\", count: 1, within: 60min}\n");
  CHECK(run_espat({"run", saved + "/01-error-AT.yaml", "--", "bash", "-c", host}).exit_code == 139);
}

TEST_CASE("a command line for a sweep that makes no sense, and firmware that does not pass by itself") {
  const auto says = [](const std::vector<std::string>& arguments, int code, const std::string& sentence) {
    const Finished finished = run_espat(arguments);
    CHECK(finished.exit_code == code);
    CHECK_THAT(finished.errors, StartsWith("espat: " + sentence));
  };
  says({"sweep"}, 2, "sweep needs the host firmware; write it behind --\n");
  says({"sweep", "--policy", "nver", "--", "true"}, 2, "--policy: ");
  says({"sweep", "--polcy", "never", "--", "true"}, 2, "there is no option --polcy; did you mean --policy? (`espat --help` lists all)\n");
  says({"sweep", "--", "true"}, 2, "there is no fault point: the firmware has sent no command");
  says({"--flash", "/tmp", "sweep", "--", "true"}, 2, "--control, --transcript and --flash are for one module;");
  says({"sweep", "--", "sh", "-c", "echo alas; exit 4"}, 1,
       "the firmware ended with 4 although nothing went wrong; a sweep needs one that then ends with 0\nalas\n");
  says({"sweep", "--timeout", "1s", "--", "sleep", "60"}, 42, "the firmware has not ended within 1s although nothing went wrong");
  says({"--timing", "instant", "sweep", "--only", "neverATE0", "--", firmware}, 2, "--only: none of the ");
}
