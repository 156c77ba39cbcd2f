#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"

namespace espat::test {

/// A scenario in a file, which is the only one in its directory.
class WrittenScenario {
 public:
  explicit WrittenScenario(const std::string& behind_version) : path_(directory_.path() / "x.yaml") {
    std::ofstream(path_) << "scenario: x\nversion: 1\n" + behind_version;
  }
  const std::string& path() const { return path_; }
  std::string beside(const std::string& name) const { return directory_.path() / name; }

 private:
  espat::emulator::TemporaryDirectory directory_;
  std::string path_;
};

/// Scenarios that say with their own hosts what a fault must do; all of them are run, so that the report names each that fails.
/// @return the program log, whole with -v among the options
inline std::string check_all(const std::vector<std::string>& scenarios, const std::vector<std::string>& options = {}) {
  const std::deque<WrittenScenario> files(scenarios.begin(), scenarios.end());
  std::vector<std::string> arguments = options;
  arguments.insert(arguments.end(), {"run", "--jobs", "4"});
  for (const WrittenScenario& file : files) arguments.push_back(file.path());
  const Finished finished = run_espat(arguments);
  INFO(finished.output << finished.errors);
  CHECK(finished.exit_code == 0);
  return finished.errors;
}

inline const std::string instant = "device: {timing: instant}\n";

inline const std::string booted = R"(
  - until: "WIFI GOT IP\r\n"
  - send: "ATE0\r\n"
  - expect: "ATE0\r\n\r\nOK\r\n")";

inline const std::string connect = "\n  - include: " ESPAT_SCENARIO_LIBRARY "/parts/connect.yaml";

inline const std::string reconnect = R"(
  - send: "AT+MQTTCONN=0,\"broker\",1883,0\r\n")";

inline const std::string connected = R"(
  - expect: {text: "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n\r\nOK\r\n", within: 20s})";

inline const std::string not_connected = R"(
  - expect: {text: "+MQTTDISCONNECTED:0\r\n\r\nERROR\r\n", within: 30s})";

inline const std::string configured = booted + R"(
  - send: "AT+MQTTUSERCFG=0,1,\"module\",\"\",\"\",0,0,\"\"\r\n"
  - expect: "\r\nOK\r\n")";
inline std::string expect(const std::string& bytes) { return "\n  - expect: \"" + bytes + "\""; }

inline const std::string ask = "\n  - send: \"AT\\r\\n\"";
inline const std::string silence = "\n  - silence: 200ms";

}  // namespace espat::test
