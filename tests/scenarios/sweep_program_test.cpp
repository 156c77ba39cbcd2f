#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "scenarios/policy.hpp"
#include "tests/emulator/running_espat.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using espat::scenarios::policies;
using espat::test::Finished;
using espat::test::run_espat;
namespace fs = std::filesystem;

namespace {

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

TEST_CASE("a firmware without bugs passes at each of its commands") {
  const Sweep swept = sweep({"--policy", "error,busy,slice,split,late_urc,connection,reset"}, {firmware});
  CAPTURE(swept.text);
  CHECK(findings(swept).empty());
  CHECK(swept.exit_code == 0);
  CHECK(swept.points.size() >= 60);
}

TEST_CASE("a firmware without bugs passes on the chip that loses what shares a read") {
  const Sweep swept = sweep({"--profile", "esp8266-v2.1.0.0", "--policy", "split,late_urc"}, {firmware});
  CAPTURE(swept.text);
  CHECK(findings(swept).empty());
  CHECK(swept.exit_code == 0);
  CHECK(swept.points.size() >= 15);
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
  CHECK_THAT(saw("connection"), StartsWith(ok + prompt) && EndsWith("+MQTTDISCONNECTED:0\r\n"));
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

TEST_CASE("a command line that comes again and again is tried three times") {
  const std::vector<std::string> polling{"sh", "-c", R"(exec 3<>"$ESPAT_PORT"
    for i in 1 2 3 4 5; do printf 'AT+CIPSTATUS\r\n' >&3; grep -q -m1 OK <&3; done)"};
  const auto names = [&](const std::vector<std::string>& options, int left_out) {
    std::vector<std::string> all{"--policy", "slice"};
    all.insert(all.end(), options.begin(), options.end());
    const Sweep swept = sweep(all, polling);
    INFO(swept.text);
    CHECK(swept.exit_code == 0);
    CHECK(swept.summary["left_out"] == left_out);
    std::set<std::string> found;
    for (const auto& point : swept.points) found.insert(point["name"].get<std::string>());
    return found;
  };
  const std::string name = "slice-AT+CIPSTATUS";
  CHECK(names({}, 2) == std::set{name, name + "-2", name + "-3"});
  CHECK(names({"--occurrences", "1"}, 4) == std::set{name});
  CHECK(names({"--occurrences", "all"}, 0) == std::set{name, name + "-2", name + "-3", name + "-4", name + "-5"});
  const Sweep none = sweep({"--only", name + "-4"}, polling);
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.text, Contains("--only: the command line of slice-AT+CIPSTATUS-4 has come 3 times before; write --occurrences all\n"));
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
  says({"sweep", "--occurrences", "0", "--", "true"}, 2, "--occurrences: occurrences are 1 to 1000000, or all, not 0");
  says({"--flash", "/tmp", "sweep", "--", "true"}, 2, "--control, --transcript and --flash are for one module;");
  says({"sweep", "--", "sh", "-c", "echo alas; exit 4"}, 1,
       "the firmware ended with 4 although nothing went wrong; a sweep needs one that then ends with 0\nalas\n");
  says({"sweep", "--timeout", "1s", "--", "sleep", "60"}, 42, "the firmware has not ended within 1s although nothing went wrong");
  says({"--timing", "instant", "sweep", "--only", "neverATE0", "--", firmware}, 2, "--only: none of the ");
}
