#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"

using namespace espat::test;
using Catch::Matchers::Contains;
using Catch::Matchers::Matches;
using Catch::Matchers::StartsWith;
namespace fs = std::filesystem;

namespace {

/// A scenario file of a test.
class File {
 public:
  explicit File(const std::string& rest, const std::string& name = "x.yaml") : path_(directory_.path() / name) {
    std::ofstream(path_) << "scenario: x\nversion: 1\ndevice: {timing: instant}\n" + rest;
  }
  std::string path() const { return path_; }
  std::string sibling(const std::string& name) const { return directory_.path() / name; }

 private:
  espat::emulator::TemporaryDirectory directory_;
  fs::path path_;
};

std::string contents(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

const std::string boot = "host:\n  - until: \"WIFI GOT IP\\r\\n\"\n  - send: \"ATE0\\r\\n\"\n  - expect: \"ATE0\\r\\n\\r\\nOK\\r\\n\"\n";

}  // namespace

TEST_CASE("a scenario that passes") {
  const File file(boot);
  const Finished finished = run_espat({"run", file.path(), "--seed", "7"});
  CHECK_THAT(finished.output, Matches("passed: " + file.path() + " \\(x, [0-9.]+ s, seed 7\\)\n"));
  CHECK(finished.errors.empty());
  CHECK(finished.exit_code == 0);
}

TEST_CASE("a failed expectation ends with 1 and tells everything") {
  const File file("host:\n  - until: \"WIFI GOT IP\\r\\n\"\n  - send: \"AT+X\\r\\n\"\n  - expect: \"AT+X\\r\\n\\r\\nOK\\r\\n\"\n");
  const std::string junit = file.sibling("result.xml");
  const Finished finished = run_espat({"run", file.path(), "--seed", "7", "--junit", junit});
  CAPTURE(finished.errors);
  CHECK(finished.exit_code == 1);
  CHECK_THAT(finished.output, Contains(file.path() + ":7:5: host step 3 of 3 failed: the host did not receive exactly this within 5s\n"
                                                     "  expected  AT+X\\r\\n\\r\\nOK\\r\\n\n"
                                                     "  received  AT+X\\r\\n\\r\\nERROR\\r\\n\n"
                                                     "                        ^\n"
                                                     "the last lines of the UART:\n"));
  CHECK_THAT(finished.output, Contains("host    AT+X\\r\\n\n") && Contains("MQTT state: uninitialised\n"));
  CHECK_THAT(finished.output, Contains("again: espat run " + file.path() + " --seed 7\n"));
  CHECK_THAT(contents(junit), Contains("<failure type=\"failed\" message=\"" + file.path() + ":7:5: host step 3 of 3 failed"));
}

TEST_CASE("a scenario that times out ends with 42") {
  const File file("timeout: 200ms\nhost: [{wait: 30s}]\n");
  const Finished finished = run_espat({"run", file.path()});
  CHECK(finished.exit_code == 42);
  CHECK_THAT(finished.output, Contains("timed out after 200ms\n"));
}

TEST_CASE("a mistake in any scenario ends with 2 before one is run") {
  const File good(boot);
  const File bad("hots: []\n");
  const Finished finished = run_espat({"run", good.path(), bad.path()});
  CHECK(finished.exit_code == 2);
  CHECK(finished.output.empty());
  CHECK(finished.errors == "espat: " + bad.path() + ":4:1: there is no key hots in a scenario; did you mean host?\n");
}

TEST_CASE("somebody must play the host") {
  const File file("steps: [{wait: 1s}]\n");
  const Finished finished = run_espat({"run", file.path()});
  CHECK(finished.exit_code == 2);
  CHECK(finished.errors ==
        "espat: " + file.path() + ": nobody plays the host; give the scenario a `host:`, or the host firmware after --\n");
}

TEST_CASE("without mosquitto a scenario that needs it is skipped with 77") {
  const File file("broker: private\n" + boot);
  const Finished finished = run_espat({"run", file.path()}, "/nowhere");
  if (finished.exit_code == 0) return;  // it is where every search looks as well
  CHECK(finished.exit_code == 77);
}

TEST_CASE("the host firmware gets the port, and its status is espat's when the scenario passes") {
  const File file("steps:\n  - host_sends: {line: AT+GMR, within: 20s}\n  - device_sends: {text: \"Bin version\", within: 5s}\n");
  const std::string firmware = R"(exec 3<>"$ESPAT_PORT"; printf 'AT+GMR\r\n' >&3; grep -q -m1 'Bin version' <&3; exit )";
  CHECK(run_espat({"run", file.path(), "--", "sh", "-c", firmware + "0"}).exit_code == 0);
  CHECK(run_espat({"run", file.path(), "--", "sh", "-c", firmware + "9"}).exit_code == 9);
  CHECK(run_espat({"run", file.path(), "--", "sh", "-c", "kill -KILL $$"}).exit_code == 1);
  const Finished missing = run_espat({"run", file.path(), "--", "no-such-program"});
  CHECK(missing.exit_code == 2);
  CHECK(missing.errors == "espat: there is no program no-such-program that can be run; name one of $PATH, or its path\n");
}

TEST_CASE("the host firmware of a run finds a control API of its own") {
  const File file("steps:\n  - host_sends: {line: AT+GMR, within: 20s}\n");
  const std::string told = file.sibling("told");
  const std::string script = R"sh(
    "$0" ctl expect line=ready from=start within=30s && "$0" ctl inject device 'AT+GMR\r\n' || exit 3
    socket=${ESPAT_CONTROL#unix:}
    { echo "$socket"; stat -c %a "$socket" "${socket%/*}"; } > "$1"
    )sh";
  const auto run = [&](const std::string& end) {
    return run_espat({"run", file.path(), "--", "sh", "-c", script + end, ESPAT_PROGRAM, told});
  };
  const Finished finished = run("exit 9");
  INFO(finished.output + finished.errors);
  CHECK(finished.exit_code == 9);
  std::stringstream lines(contents(told));
  std::string path, socket_mode, directory_mode;
  lines >> path >> socket_mode >> directory_mode;
  CHECK(socket_mode == "600");
  CHECK(directory_mode == "700");
  CHECK_FALSE(fs::exists(fs::path(path).parent_path()));
  // Who asks espat to end has done its work.
  CHECK(run(R"("$0" ctl quit; sleep 600)").exit_code == 0);
}

TEST_CASE("several scenarios run one after the other or at a time, each on a fresh module") {
  const File first(boot);
  const File second(boot);
  const std::string jobs = GENERATE(as<std::string>(), "1", "2");
  const std::string junit = first.sibling("result.xml");
  const Finished finished = run_espat({"--json", "run", first.path(), second.path(), "--jobs", jobs, "--junit", junit, "--seed", "3"});
  CHECK(finished.exit_code == 0);
  std::stringstream lines(finished.output);
  int passed = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto object = nlohmann::json::parse(line);
    CHECK(object["event"] == "scenario");
    CHECK(object["seed"] == 3);
    if (object["result"] == "passed") ++passed;
  }
  CHECK(passed == 2);
  CHECK_THAT(contents(junit), Contains("<testsuites name=\"espat\" tests=\"2\" failures=\"0\""));
}

TEST_CASE("a running module with a scenario and a host firmware") {
  const File file("steps: [{host_sends: {line: AT, within: 20s}}]\n");
  const std::string firmware = R"(exec 3<>"$ESPAT_PORT"; printf 'AT\r\n' >&3; grep -q -m1 OK <&3; exit 5)";
  const Finished finished = run_espat({"--timing", "instant", "--scenario", file.path(), "--exec", firmware, "--seed", "4"});
  CAPTURE(finished.errors);
  CHECK(finished.exit_code == 5);
  CHECK_THAT(finished.errors, Contains("scenario " + file.path() + ", seed 4"));

  const File fails("steps: [{host_sends: {line: AT+NEVER, within: 500ms}}]\n");
  const Finished failed = run_espat({"--timing", "instant", "--scenario", fails.path()});
  CHECK(failed.exit_code == 1);
  CHECK_THAT(failed.errors, Contains("step 1 of 1 failed: the host sends a line like AT+NEVER: this did not happen within 500ms"));
}

TEST_CASE("espat schema prints the language, the faults and the exit codes as JSON") {
  const Finished finished = run_espat({"schema"});
  CHECK(finished.exit_code == 0);
  const auto schema = nlohmann::json::parse(finished.output);
  CHECK(schema["scenario"]["required"] == nlohmann::json({"scenario", "version"}));
  CHECK(schema["faults"].size() > 40);
  CHECK(schema["exit_codes"]["77"] == "skipped: something it needs is not installed");
  CHECK(schema["options"].dump().find("--scenario") != std::string::npos);
  CHECK(schema["commands"]["esp32-v2.1.0.0"].dump().find("+MQTTPUBRAW") != std::string::npos);
  CHECK(schema["error_codes"].size() == 9);
}
