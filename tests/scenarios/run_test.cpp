#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "scenarios/failure_report.hpp"
#include "scenarios/run.hpp"
#include "scenarios/scenario_reader.hpp"
#include "scenarios/suite.hpp"
#include "tests/scenarios/fake_world.hpp"

using namespace espat::scenarios;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using espat::test::FakeWorld;
using Result = Outcome::Result;
using Deeds = std::vector<std::string>;

namespace {

/// A run in virtual time.
struct Stage {
  explicit Stage(const std::string& yaml, HostPart part = HostPart::anybody, std::uint64_t seed = 1)
      : scenario(parse_scenario("scenario: x\nversion: 1\n" + yaml, "x.yaml")), run(scenario, world, seed, part) {
    run.begin(0us);
  }
  bool ended(Result result) const { return run.outcome() && run.outcome()->result == result; }
  std::string report() const { return run.outcome() ? run.outcome()->report : "it runs"; }

  FakeWorld world;
  Scenario scenario;
  Run run;
};

}  // namespace

TEST_CASE("steps pass in their order, whatever happens in between") {
  Stage stage("steps: [{host_sends: AT+A*}, {device_sends: \"OK\\r\\n\"}, {host_sends: AT+B}]");
  stage.run.device_sent(1ms, "\r\nOK\r\n");  // too early
  stage.run.host_sent(2ms, "AT+A=1\r\n");
  stage.run.device_sent(3ms, "\r\nbusy p...\r\n\r\nO");
  stage.run.host_sent(4ms, "AT+B\r\n");  // too early
  stage.run.device_sent(5ms, "K\r");
  CHECK_FALSE(stage.run.outcome());
  stage.run.device_sent(6ms, "\n");
  CHECK_FALSE(stage.run.outcome());
  stage.run.host_sent(7ms, "AT+B\r\n");
  CHECK(stage.ended(Result::passed));
}

TEST_CASE("a step that does not happen in time fails at its deadline") {
  Stage stage("steps: [{device_sends: {text: ready, within: 2s}}]");
  stage.run.device_sent(1s, "read");
  CHECK(stage.run.next_deadline() == Time(2s));
  stage.run.advance(2s - 1us);
  CHECK_FALSE(stage.run.outcome());
  stage.run.advance(2s);
  REQUIRE(stage.ended(Result::failed));
  CHECK_THAT(stage.report(), StartsWith("x.yaml:3:9: step 1 of 1 failed: the module sends ready: this did not happen within 2s\n"
                                        "  expected  ready\n"
                                        "  received  read\n"
                                        "                ^\n"));
}

TEST_CASE("how often something happens is counted") {
  Stage stage("steps: [{device_sends: {text: \"x\", count: 3}}]");
  stage.run.device_sent(1ms, "x x");
  stage.run.advance(4s);
  CHECK_FALSE(stage.run.outcome());
  SECTION("often enough") {
    stage.run.device_sent(4s, "x");
    CHECK(stage.ended(Result::passed));
  }
  SECTION("too seldom") {
    stage.run.advance(5s);
    CHECK(stage.ended(Result::failed));
    CHECK_THAT(stage.report(), Contains("this happened 2 of 3 times within 5s"));
  }
}

TEST_CASE("a count of zero is absence for a time") {
  Stage stage("steps: [{device_sends: {text: ERROR, count: 0, within: 1s}}]");
  SECTION("absent") {
    stage.run.advance(1s);
    CHECK(stage.ended(Result::passed));
  }
  SECTION("too late to matter") {
    stage.run.device_sent(1s, "ERROR");
    CHECK(stage.ended(Result::passed));
  }
  SECTION("present") {
    stage.run.device_sent(999ms, "ERROR");
    CHECK(stage.ended(Result::failed));
    CHECK_THAT(stage.report(), Contains("this happens, which must not within 1s"));
  }
}

TEST_CASE("a step that waits for an MQTT state") {
  Stage stage("steps: [{mqtt_state: connected}, {mqtt_state: connected}, {mqtt_state: subscribed}]");
  stage.run.mqtt_state(1ms, espat::at::MqttState::connected);
  CHECK_FALSE(stage.run.outcome());  // the second is so already, the third not
  stage.run.mqtt_state(2ms, espat::at::MqttState::subscribed);
  CHECK(stage.ended(Result::passed));
}

TEST_CASE("a step of the module's lines, and actions between steps") {
  Stage stage("steps: [{device_sends: {line: \"+MQTTCONNECTED:0,*\"}}, {broker: kill}, {wait: 1s}, {broker: start}]");
  stage.run.device_sent(5s - 1us, "+MQTTCONNECTED:0,1,\"x\"\r\n");
  CHECK(stage.world.deeds == Deeds{"kill"});
  stage.run.advance(10s);
  CHECK(stage.world.deeds == Deeds{"kill", "start"});
  CHECK(stage.ended(Result::passed));
}

TEST_CASE("reactions act at once, later, and as often as they may") {
  Stage stage("on:\n  - host_sends: AT+P*\n    times: 1\n    do: [{broker: hold_acks}, {after: 200ms, do: [{broker: kill}]}]\n");
  stage.run.host_sent(1s, "AT+P");
  CHECK(stage.world.deeds.empty());
  stage.run.host_sent(1s, "UB\r\nAT+PUB\r\n");
  CHECK(stage.world.deeds == Deeds{"hold_acks"});
  stage.run.advance(1200ms - 1us);
  CHECK(stage.world.deeds.size() == 1);
  stage.run.advance(1200ms);
  CHECK(stage.world.deeds == Deeds{"hold_acks", "kill"});
  stage.run.advance(1min);
  CHECK(stage.world.deeds.size() == 2);
}

TEST_CASE("what a reaction can wait for") {
  const auto [event, begins] = GENERATE(values<std::pair<std::string, Time>>({
      {"host_sends: AT", 2s},
      {"device_sends: \"K\\r\"", 3s},
      {"device_sends: {line: O*}", 3s},
      {"mqtt_state: connected", 4s},
      {"at: 2500ms", 2500ms},
      {"uart_bytes: {to_device: 4}", 2s},
      {"uart_bytes: {to_host: 5}", 3s},
      {"host_sends: AT\n    nth: 2", 5s},
  }));
  Stage stage("on:\n  - " + event + "\n    do: [{broker: kill}]\n");
  CAPTURE(event);
  for (Time now = 0us; now < 6s; now += 500ms) {
    stage.run.advance(now);
    if (now == 2s || now == 5s) stage.run.host_sent(now, "AT\r\n");
    if (now == 3s) stage.run.device_sent(now, "\r\nOK\r\n");
    if (now == 4s) stage.run.mqtt_state(now, espat::at::MqttState::connected);
    const bool begun = !stage.world.deeds.empty();
    CHECK(begun == (now >= begins));
  }
}

TEST_CASE("standing faults begin and end when they say") {
  Stage stage(
      "faults:\n  now: {net: refuse, for: 2s}\n  later: {net: dns_fail, after: 1s}\n"
      "  often: {wifi: no_ip, when: {host_sends: AT}, for: 1s}\n");
  CHECK(stage.world.deeds == Deeds{"refuse"});
  stage.run.advance(1s);
  CHECK(stage.world.deeds == Deeds{"refuse", "dns_fail"});
  stage.run.advance(2s);
  CHECK(stage.world.deeds.back() == "no refuse");
  stage.world.deeds.clear();
  stage.run.host_sent(3s, "AT\r\n");
  stage.run.host_sent(3500ms, "AT\r\n");  // begins anew: its time counts from here
  stage.run.advance(4400ms);
  CHECK(stage.world.deeds == Deeds{"no_ip", "no no_ip", "no_ip"});
  stage.run.advance(4500ms);
  CHECK(stage.world.deeds.back() == "no no_ip");
}

TEST_CASE("a fault is removed by its name") {
  Stage stage(
      "faults: {drip: {net: refuse}}\non:\n  - host_sends: AT\n    do: [{remove: drip}, {wifi: no_ip, as: dry}, {wait: 1s}, {remove: "
      "dry}]\n");
  stage.run.host_sent(1s, "AT\r\n");
  stage.run.advance(2s);
  CHECK(stage.world.deeds == Deeds{"refuse", "no refuse", "no_ip", "no no_ip"});
}

TEST_CASE("the same seed decides alike") {
  const auto kills = [](std::uint64_t seed) {
    Stage stage("on:\n  - host_sends: AT\n    probability: 0.5\n    do: [{broker: kill}]\n", HostPart::anybody, seed);
    std::string decisions;
    for (int i = 0; i < 64; ++i) {
      const std::size_t before = stage.world.deeds.size();
      stage.run.host_sent(i * 1ms, "AT\r\n");
      decisions += stage.world.deeds.size() > before ? '1' : '0';
    }
    return decisions;
  };
  CHECK(kills(3) == kills(3));
  CHECK(kills(3) != kills(4));
}

TEST_CASE("the scripted host sends, expects every byte, and skips with until") {
  Stage stage("host: [{until: \"ready\\r\\n\"}, {send: \"AT\\r\\n\"}, {expect: \"\\r\\nOK\\r\\n\"}, {silence: 1s}, {wait: 1s}, {send: B}]",
              HostPart::script);
  CHECK(stage.world.deeds.empty());
  stage.run.host_received(1s, "boot\r\nrea");
  stage.run.host_received(2s, "dy\r\n\r\nO");
  CHECK(stage.world.deeds == Deeds{"host AT\r\n"});
  stage.run.host_received(3s, "K\r\n");
  stage.run.advance(4s);
  stage.run.host_received(4500ms, "+URC");  // while it waits it does not look
  CHECK_FALSE(stage.run.outcome());
  stage.run.advance(5s);
  CHECK(stage.world.deeds == Deeds{"host AT\r\n", "host B"});
  CHECK(stage.ended(Result::passed));
}

TEST_CASE("the first wrong byte fails the scripted host, with the rest of the answer in the report") {
  Stage stage("host: [{expect: \"\\r\\nOK\\r\\n\"}]", HostPart::script, 7);
  stage.run.device_sent(1s, "\r\nERROR\r\n");
  stage.run.host_received(1s, "\r\nE");
  stage.run.host_received(1010ms, "RROR\r\n");
  CHECK_FALSE(stage.run.outcome());
  stage.run.advance(1050ms);
  REQUIRE(stage.ended(Result::failed));
  CHECK(stage.report() ==
        "x.yaml:3:8: host step 1 of 1 failed: the host did not receive exactly this within 5s\n"
        "  expected  \\r\\nOK\\r\\n\n"
        "  received  \\r\\nERROR\\r\\n\n"
        "                ^\n"
        "the last lines of the UART:\n"
        "     1.000000  module  \\r\\n\n"
        "     1.000000  module  ERROR\\r\\n\n"
        "MQTT state: uninitialised\n"
        "the host waits in step 1 of 1 (x.yaml:3:8)\n"
        "again: espat run x.yaml --seed 7\n");
}

TEST_CASE("no silence") {
  Stage stage("host: [{silence: 1s}]", HostPart::script);
  stage.run.host_received(500ms, "busy p...\r\n");
  stage.run.advance(1s);
  CHECK(stage.ended(Result::failed));
  CHECK_THAT(stage.report(), Contains("there was no silence: busy p...\\r\\n"));
}

TEST_CASE("a scenario is over when its steps and its host are") {
  Stage stage("steps: [{wait: 1s}]\nhost: [{wait: 2s}]\n", HostPart::script);
  stage.run.advance(1999ms);
  CHECK_FALSE(stage.run.outcome());
  stage.run.advance(2s);
  CHECK(stage.ended(Result::passed));

  Stage command("steps: [{wait: 1s}]\n", HostPart::command);
  command.run.advance(3s);
  CHECK_FALSE(command.run.outcome());
  command.run.host_ended(4s);
  CHECK(command.ended(Result::passed));

  Stage nobody("faults: {drip: {net: refuse}}\ntimeout: 60min\n");
  nobody.run.advance(30min);
  CHECK_FALSE(nobody.run.outcome());
}

TEST_CASE("no line is awaited of a host that has ended") {
  Stage stage("steps: [{host_sends: {line: AT, within: 60s, count: 2}}]\n", HostPart::command);
  stage.run.host_sent(1s, "AT\r\n");
  stage.run.host_ended(2s);
  stage.run.advance(2999ms);
  CHECK_FALSE(stage.run.outcome());
  stage.run.advance(3s);
  CHECK(stage.ended(Result::failed));
  CHECK_THAT(stage.report(), Contains("the host sends a line like AT: this had happened 1 of 2 times when the host ended"));

  Stage late("steps: [{host_sends: {line: AT, within: 60s}}, {wait: 5s}, {host_sends: {line: never, within: 1s, count: 0}}]\n",
             HostPart::command);
  late.run.host_ended(2s);
  late.run.host_sent(2500ms, "AT\r\n");
  late.run.advance(8499ms);
  CHECK_FALSE(late.run.outcome());
  late.run.advance(8500ms);
  CHECK(late.ended(Result::passed));
}

TEST_CASE("a scenario times out as a whole") {
  Stage stage("timeout: 3s\nsteps: [{device_sends: {text: ready, within: 10s}}]");
  stage.run.advance(3s);
  CHECK(stage.ended(Result::timed_out));
  CHECK_THAT(stage.report(), StartsWith("x.yaml: timed out after 3s\n") && Contains("waits in step 1 of 1 (x.yaml:4:9)\n"));
}

TEST_CASE("a report shows twenty lines of the UART") {
  Stage stage("steps: [{wait: 1s}, {device_sends: {text: never, within: 1s}}]");
  for (int i = 0; i < 30; ++i) stage.run.host_sent(i * 1ms, "line " + std::to_string(i) + "\r\n");
  stage.run.advance(2s);
  CHECK_THAT(stage.report(),
             !Contains("host    line 9\\r") && Contains("     0.010000  host    line 10\\r\\n") && Contains("line 29\\r\\n"));
}

TEST_CASE("the caret stands under the first different byte as it is shown") {
  CHECK(difference("a\r\nb", "a\r\nc") == "  expected  a\\r\\nb\n  received  a\\r\\nc\n                 ^\n");
  CHECK(difference("ab", "") == "  expected  ab\n  received  nothing\n            ^\n");
  CHECK(nearest("+MQTTCONNECTED:0", "x+MQTTCONN?+MQ") == "+MQTTCONN?+MQ");
  CHECK(nearest("OK", "") == "");
}

TEST_CASE("JUnit XML of several scenarios") {
  const std::vector<Suite> suites{{"a.yaml", "it works", Suite::Result::passed, 0.5, 7, "", "  0.1  host  AT\\r\\n\n", 0},
                                  {"b.yaml", "a < b & \"c\"", Suite::Result::failed, 1, 8, "b.yaml:1:1: step\n  more \x01\n", "", 0},
                                  {"c.yaml", "c", Suite::Result::skipped, 0, 9, "skipped: no mosquitto\n", "", 0},
                                  {"d.yaml", "d", Suite::Result::environment_failed, 0, 9, "no pty", "", 0}};
  const std::string xml = junit_xml(suites);
  CHECK_THAT(xml, StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                             "<testsuites name=\"espat\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">\n"
                             "  <testsuite name=\"a.yaml\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0.500\">\n"
                             "    <properties><property name=\"seed\" value=\"7\"/></properties>\n"
                             "    <testcase name=\"it works\" classname=\"a.yaml\" time=\"0.500\">\n"
                             "      <system-out>  0.1  host  AT\\r\\n\n</system-out>\n"));
  CHECK_THAT(xml, Contains("name=\"a &lt; b &amp; &quot;c&quot;\""));
  CHECK_THAT(xml, Contains("<failure type=\"failed\" message=\"b.yaml:1:1: step\">b.yaml:1:1: step\n  more \\x01\n</failure>"));
  CHECK_THAT(xml, Contains("<skipped message=\"skipped: no mosquitto\"/>"));
  CHECK_THAT(xml, Contains("<error type=\"could not run\" message=\"no pty\">no pty</error>"));
}
