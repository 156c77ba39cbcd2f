#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "scenarios/registry.hpp"
#include "scenarios/run.hpp"
#include "scenarios/scenario_reader.hpp"
#include "tests/scenarios/fake_world.hpp"

using namespace espat::scenarios;
using namespace std::chrono_literals;
using espat::test::FakeWorld;

namespace {

Scenario with_fault(const std::string& fault) {
  return parse_scenario("scenario: a fault\nversion: 1\nfaults:\n  f: " + fault + "\n", "test.yaml");
}

/// A standing fault on the line to the host, in a run with seed 1.
struct FaultyLine {
  explicit FaultyLine(const std::string& fault, std::uint64_t seed = 1)
      : scenario(with_fault("{uart: to_host, " + fault + "}")), run(scenario, world, seed, HostPart::anybody) {
    run.begin(0us);
  }

  /// What the host gets of these writes, and when, until nothing is held back any more.
  Pieces pass(const Pieces& writes) {
    Pieces got;
    for (const Piece& write : writes) {
      until(write.time, got);
      world.to_host.push(write.time, write.bytes);
    }
    until(std::nullopt, got);
    return got;
  }

  void until(std::optional<Time> end, Pieces& got) {
    for (auto due = world.to_host.next_deadline(); due && (!end || *due <= *end); due = world.to_host.next_deadline()) {
      for (const std::string& bytes : world.to_host.take(*due)) got.push_back({*due, bytes});
    }
  }

  FakeWorld world;
  Scenario scenario;
  Run run;
};

std::string joined(const Pieces& pieces) {
  std::string bytes;
  for (const Piece& piece : pieces) bytes += piece.bytes;
  return bytes;
}

struct Row {
  std::string fault;
  Pieces sent;
  Pieces received;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.fault; }

}  // namespace

namespace espat::scenarios {
std::ostream& operator<<(std::ostream& out, const Piece& piece) { return out << to_string(piece.time) << " '" << piece.bytes << "'"; }
}  // namespace espat::scenarios

TEST_CASE("what each UART fault does to the bytes") {
  const auto row = GENERATE(values<Row>({
      {"drop: 1", {{0us, "abc"}, {5us, "def"}}, {{0us, "bc"}, {5us, "def"}}},
      {"drop: ", {{0us, "abc"}}, {{0us, "bc"}}},
      {"drop: 2, nth: 3", {{0us, "abc"}, {5us, "def"}}, {{0us, "ab"}, {5us, "ef"}}},
      {"drop: 1, every: 2", {{0us, "abcdef"}}, {{0us, "bdf"}}},
      {"drop: 1, every: 2, times: 2", {{0us, "abcdef"}}, {{0us, "bdef"}}},
      {"drop: 9", {{0us, "abc"}}, {}},
      {"duplicate: 1, nth: 2", {{0us, "abc"}}, {{0us, "abbc"}}},
      {"duplicate: 2", {{0us, "abc"}}, {{0us, "aabbc"}}},
      {"flip: 8",
       {{0us, "ab"}},
       {{0us,
         "\x9e"
         "b"}}},
      {"insert: \"+X\\r\\n\", nth: 2", {{0us, "abc"}}, {{0us, "a+X\r\nbc"}}},
      {"insert: \"\\x00\"", {{0us, "a"}}, {{0us, std::string("\0a", 2)}}},
      {"insert: \"\\xff\", every: 1",
       {{0us, "ab"}},
       {{0us,
         "\xff"
         "a\xff"
         "b"}}},
      {"slice: 2, gap: 3ms", {{0us, "abcde"}}, {{0us, "ab"}, {3ms, "cd"}, {6ms, "e"}}},
      {"slice: ", {{0us, "ab"}}, {{0us, "a"}, {1ms, "b"}}},
      {"slice: 1, gap: 0s", {{0us, "ab"}}, {{0us, "a"}, {0us, "b"}}},
      {"slice: 1, gap: 3ms", {{0us, "ab"}, {1ms, "c"}}, {{0us, "a"}, {3ms, "b"}, {3ms, "c"}}},
      {"slice: 1, gap: 3ms", {{0us, "ab"}, {1ms, "cd"}}, {{0us, "a"}, {3ms, "b"}, {3ms, "c"}, {6ms, "d"}}},
      {"slice: 1, gap: 3ms, nth: 2", {{0us, "ab"}, {1ms, "cd"}}, {{0us, "ab"}, {1ms, "c"}, {4ms, "d"}}},
      {"delay: 5ms", {{0us, "a"}, {1ms, "b"}}, {{5ms, "a"}, {6ms, "b"}}},
      {"delay: 5ms, times: 1", {{0us, "a"}, {1ms, "b"}}, {{5ms, "a"}, {5ms, "b"}}},
      {"stall: 2s", {{0us, "ab"}, {1s, "c"}, {3s, "d"}}, {{2s, "a"}, {2s, "b"}, {2s, "c"}, {3s, "d"}}},
      {"stall: 2s, nth: 2", {{0us, "abc"}}, {{0us, "a"}, {2s, "b"}, {2s, "c"}}},
      {"baud_mismatch: 115200", {{0us, "AT\r\n\xff"}}, {{0us, "AT\r\n\xff"}}},
      {"baud_mismatch: 117000", {{0us, "AT\r\n\xff"}}, {{0us, "AT\r\n\xff"}}},
      {"overrun: 4, read_every: 10ms", {{0us, "abc"}, {1ms, "def"}, {20ms, "ghijk"}}, {{10ms, "abc"}, {10ms, "d"}, {30ms, "ghij"}}},
  }));
  CAPTURE(row);
  CHECK(FaultyLine(row.fault).pass(row.sent) == row.received);
}

TEST_CASE("a receiver at another baud rate reads other bytes, the same each time") {
  FaultyLine line("baud_mismatch: 57600");
  // 'U' is 1010101010 on the line; at half the rate the receiver sees a break or a 1 in every sample.
  const std::string once = joined(line.pass({{0us, "AT+GMR\r\n"}}));
  CHECK(once != "AT+GMR\r\n");
  CHECK_FALSE(once.empty());
  CHECK(joined(FaultyLine("baud_mismatch: 57600").pass({{0us, "AT+GMR\r\n"}})) == once);
  // Twice as fast: each bit is sampled twice, so that start bit and first bits fill a byte of their own.
  CHECK(joined(FaultyLine("baud_mismatch: 230400").pass({{0us, "A"}})).size() > 1);
}

TEST_CASE("a fault that can be removed at any moment loses nothing that it holds back") {
  const std::string fault = GENERATE(as<std::string>(), "slice: 1, gap: 1s", "delay: 5s", "stall: 5s, nth: 3", "delay: 1s, jitter: 4s");
  for (int steps = 0; steps < 8; ++steps) {
    FakeWorld world;
    Pieces got;
    const Scenario scenario = with_fault("{uart: to_host, " + fault + "}");
    const Fault& written = scenario.faults.front().fault;
    const Removal remove = written.kind->begin({world, written.arguments, written.direction, Strikes(written.strikes, Random(1, "f"))});
    world.to_host.push(0us, "abcdef");
    std::string received;
    for (int i = 0; i < steps; ++i) {
      for (const std::string& bytes : world.to_host.take(i * 700ms)) received += bytes;
    }
    remove();
    const Time now = steps * 700ms;
    world.to_host.push(now, "gh");
    for (const std::string& bytes : world.to_host.take(now)) received += bytes;
    CAPTURE(fault, steps);
    CHECK(received == "abcdefgh");
    CHECK_FALSE(world.to_host.next_deadline());
  }
}

TEST_CASE("faults on one line follow each other") {
  FakeWorld world;
  const auto add = [&](const std::string& text) {
    const Scenario scenario = with_fault("{uart: to_host, " + text + "}");
    const Fault& fault = scenario.faults.front().fault;
    return fault.kind->begin({world, fault.arguments, fault.direction, Strikes(fault.strikes, Random(1, "f"))});
  };
  add("drop: 1, nth: 2");
  const Removal late = add("delay: 1s");
  add("slice: 2, gap: 1ms");
  world.to_host.push(0us, "abcde");
  CHECK(world.to_host.take(999ms).empty());
  CHECK(world.to_host.take(1s) == std::vector<std::string>{"ac"});
  CHECK(world.to_host.take(2s) == std::vector<std::string>{"de"});
  late();
  world.to_host.push(3s, "xyz");
  CHECK(world.to_host.take(3s + 1ms) == std::vector<std::string>{"xy", "z"});
}

TEST_CASE("the same seed makes the same choices, another seed others") {
  const std::string sent(2000, 'U');
  const std::string fault = GENERATE(as<std::string>(), "flip: 1, probability: 0.1", "drop: 1, probability: 0.1");
  const auto with_seed = [&](std::uint64_t seed) { return joined(FaultyLine(fault, seed).pass({{0us, sent}})); };
  CHECK(with_seed(1) == with_seed(1));
  CHECK(with_seed(1) != with_seed(2));
}

TEST_CASE("a probability is kept over many bytes") {
  const std::string sent(100'000, 'U');
  const std::size_t lost = sent.size() - joined(FaultyLine("drop: 1, probability: 0.25").pass({{0us, sent}})).size();
  CHECK(lost > 24'000);
  CHECK(lost < 26'000);
  CHECK(joined(FaultyLine("drop: 1, probability: 0").pass({{0us, sent}})) == sent);
  CHECK(joined(FaultyLine("drop: 1, probability: 1").pass({{0us, sent}})).empty());
}

TEST_CASE("random choices are the same on every machine") {
  Random random(7, "drip/1");
  CHECK(random.below(1'000'000) == 389'288);
  CHECK(random.between(1ms, 2ms) == 1024us);
}

TEST_CASE("what each other fault asks of the world, and how it is taken back") {
  struct Case {
    std::string fault;
    std::string deed;
    bool stands = true;
  };
  const auto [fault, deed, stands] = GENERATE(values<Case>({
      {"{net: refuse}", "refuse"},
      {"{net: reset}", "reset", false},
      {"{net: blackhole}", "blackhole"},
      {"{net: {latency: 100ms, jitter: 20ms}}", "latency 100ms 20ms uniform"},
      {"{net: {latency: 1s, law: normal}}", "latency 1s 0s normal"},
      {"{net: {bandwidth: 1000}}", "bandwidth 1000"},
      {"{net: {limit: 0}, times: 3}", "limit 0"},
      {"{net: dns_fail}", "dns_fail"},
      {"{net: {tls: unknown_ca}}", "tls 2"},
      {"{net: {http_status: 403}}", "http_status 403"},
      {"{broker: start}", "start", false},
      {"{broker: stop}", "stop", false},
      {"{broker: kill}", "kill", false},
      {"{broker: pause}", "pause", false},
      {"{broker: resume}", "resume", false},
      {"{broker: {connack: 5}}", "connack 5"},
      {"{broker: hold_acks}", "hold_acks"},
      {"{broker: {drop_acks: }, probability: 0.5}", "drop_acks"},
      {"{broker: {suback: refused}}", "suback"},
      {"{broker: {publish: a/b, payload: hi, qos: 1, retain: true}}", "publish a/b hi 1 retained", false},
      {"{broker: disconnect}", "disconnect", false},
      {"{wifi: lose_ap}", "lose_ap", false},
      {"{wifi: return_ap}", "return_ap", false},
      {"{wifi: wrong_password}", "wrong_password"},
      {"{wifi: no_ip}", "no_ip"},
      {"{wifi: {rssi: -90}}", "rssi -90", false},
      {"{firmware: {busy: 2s}}", "busy 2s", false},
      {"{firmware: reset}", "reset ", false},
      {"{firmware: {reset: \"rst:0x1\"}}", "reset rst:0x1", false},
      {"{firmware: hang}", "hang"},
      {"{firmware: {answer: \"+X\", to: AT+Y*}}", "answer AT+Y* +X"},
      {"{firmware: {split_ok_prompt: 50ms}}", "split_ok_prompt 50ms"},
      {"{firmware: {insert_urc: WIFI, at: 3}}", "insert_urc WIFI 3"},
      {"{firmware: {insert_urc: WIFI, behind: 0}}", "insert_urc WIFI behind 0"},
      {"{firmware: {hold_urc: WIFI}}", "hold_urc WIFI"},
      {"{firmware: {error: 0x6005}}", "error * 24581"},
      {"{firmware: {heap: 0}}", "heap 0"},
      {"{firmware: {never: AT+MQTTCONN*}}", "never AT+MQTTCONN*"},
  }));
  CAPTURE(fault);
  FakeWorld world;
  const Scenario scenario = with_fault(fault);
  const Fault& written = scenario.faults.front().fault;
  const Removal remove = written.kind->begin({world, written.arguments, written.direction, Strikes(written.strikes, Random(1, "f"))});
  CHECK(world.deeds == std::vector<std::string>{deed});
  CHECK(static_cast<bool>(remove) == stands);
  if (!remove) return;
  remove();
  CHECK(world.deeds.back() == "no " + deed);
}
