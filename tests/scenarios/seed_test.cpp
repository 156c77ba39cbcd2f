#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <string>
#include <vector>

#include "tests/emulator/serial_host.hpp"
#include "tests/scenarios/scripted_scenarios.hpp"
#include "tests/scenarios/transcript_lines.hpp"

using namespace espat::test;

namespace {

/// What reaches a host that sends this command while this fault stands, up to the answer's end, which must be behind the last strike.
std::string received(const std::string& command, const std::string& fault, int seed) {
  const WrittenScenario file("faults: {f: {uart: to_host, " + fault + ", when: {host_sends: \"AT+*\"}}}\n");
  RunningEspat espat({"--timing", "instant", "--scenario", file.path(), "--seed", std::to_string(seed)}, file.beside(""));
  SerialHost host(espat.line());
  host.send("ATE0\r\n");
  host.receive_until("\r\nOK\r\n");
  host.send(command + "\r\n");
  std::string bytes = host.receive_until("\r\nOK\r\n");
  espat.signal(SIGTERM);
  CHECK(espat.exit_code() == 0);
  return bytes;
}

}  // namespace

TEST_CASE("the same seed spoils the same bytes of a host, another seed others") {
  const std::size_t whole = received("AT+GMR", "drop: 1, probability: 0", 1).size();
  const auto [fault, more] = GENERATE(table<std::string, int>({
      {"drop: 1, probability: 0.3, times: 20", -20},
      {"drop: 2, probability: 0.2, times: 10", -20},
      {"flip: 1, probability: 0.3, times: 20", 0},
      {"duplicate: 1, probability: 0.3, times: 20", 20},
      {"insert: abc, probability: 0.3, times: 20", 60},
  }));
  CAPTURE(fault);
  const std::string once = received("AT+GMR", fault, 1);
  CHECK(once.size() == whole + static_cast<std::size_t>(more));
  CHECK(received("AT+GMR", fault, 1) == once);
  CHECK(received("AT+GMR", fault, 2) != once);
}

TEST_CASE("late bytes at random times are the same bytes, whatever the seed") {
  const std::string whole = "+SYSFLASH:4000," + std::string(4000, '\xff') + "\r\nOK\r\n";
  const int seed = GENERATE(1, 2);
  for (const std::string fault : {"slice: 16, gap: 1ms, probability: 0.5", "delay: 1ms, jitter: 50ms"}) {
    CHECK(received("AT+SYSFLASH=2,\"server_ca\",0,4000", fault, seed) == whole);
  }
}

TEST_CASE("the same seed refuses the same subscriptions") {
  const WrittenScenario file(
      "device: {timing: instant, profile: esp32c3-v5.0.0.0}\nbroker: private\n"
      "faults: {choosy: {broker: {suback: refused}, probability: 0.5}}\nhost:" +
      connect + R"(
  - repeat: 20
    do: [{send: "AT+MQTTSUB=0,\"t\",1\r\n"}, {until: {text: "\r\n", within: 20s}}, {until: "\r\n"}])");
  const auto with_seed = [&](const std::string& seed) {
    const std::string junit = file.beside(seed + ".xml");
    CHECK(run_espat({"run", file.path(), "--seed", seed, "--junit", junit}).exit_code == 0);
    return transcript_lines(junit);
  };
  const std::vector<std::string> once = with_seed("1");
  const auto count = [&](const std::string& answer) { return std::count(once.begin(), once.end(), " module  " + answer + "\\r\\n"); };
  CHECK(count("OK") == 3 + 20 - count("ERROR"));
  CHECK(count("ERROR") > 2);
  CHECK(with_seed("1") == once);
  CHECK(with_seed("2") != once);
}
