#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/scenarios/scripted_scenarios.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

using namespace espat::test;

namespace {

/// A scenario with a client of its own, and what a subscriber gets of it.
struct Case {
  std::string faults;
  std::string host;  ///< behind the connection
  std::vector<std::string> payloads;
};

const std::string no_fault = "faults: {}\n";
const std::string publish = R"(
  - send: "AT+MQTTPUB=0,\"%\",\"x\",1,0\r\n")";
const std::string done = expect("\\r\\nOK\\r\\n");
const std::string clean = R"(
  - send: "AT+MQTTCLEAN=0\r\n")" +
                          done;
const std::string publish_raw = R"(
  - send: "AT+MQTTPUBRAW=0,\"%\",10,1,0\r\n"
  - expect: "\r\nOK\r\n\r\n>"
  - send: "0123456789")";
const std::string published_raw = expect("+MQTTPUB:OK\\r\\n");

std::string in_raw_data(const std::string& fault) {
  return "faults: {f: {uart: to_device, " + fault + ", when: {host_sends: \"AT+MQTTPUBRAW=*\"}}}\n";
}
std::string from_publish_on(const std::string& fault) { return "faults: {f: {" + fault + ", when: {host_sends: \"AT+MQTTPUB=*\"}}}\n"; }
std::string at_once(const std::string& deed) { return "on: [{host_sends: AT+NOW, do: [{" + deed + "}]}]\n"; }

const std::string now = R"(
  - send: "AT+NOW\r\n")";

const std::vector<Case> cases{
    // What becomes of ten bytes on their way to the module.
    {no_fault, publish_raw + published_raw, {"0123456789"}},
    {in_raw_data("drop: 2, nth: 3"), publish_raw + silence + "\n  - send: AB" + published_raw, {"01456789AB"}},
    {in_raw_data("duplicate: 1, nth: 3"),
     publish_raw + published_raw + "\n  - send: \"\\r\\n\"" + expect("\\r\\nERROR\\r\\n"),
     {"0122345678"}},
    {in_raw_data("flip: 8, nth: 3"),
     publish_raw + published_raw,
     {"01\xcd"
      "3456789"}},
    {in_raw_data("insert: \"\\r\\n\", nth: 3"), publish_raw + published_raw, {"01\r\n234567"}},
    {in_raw_data("slice: 3, gap: 200ms"), publish_raw + silence + published_raw, {"0123456789"}},
    {in_raw_data("slice: 1, gap: 1min, for: 600ms"), publish_raw + silence + published_raw, {"0123456789"}},
    {in_raw_data("stall: 600ms, nth: 3"), publish_raw + silence + published_raw, {"0123456789"}},
    {in_raw_data("overrun: 4"),
     publish_raw + silence + "\n  - send: ABCDEF" + silence + "\n  - send: GHIJKL" + published_raw,
     {"0123ABCDGH"}},
    // The broker has the message, and the module does not know.
    {from_publish_on("broker: drop_acks"), publish + silence + ask + expect("\\r\\nbusy p...\\r\\n"), {"x"}},
    {from_publish_on("broker: hold_acks"), publish + silence + ask + expect("\\r\\nbusy p...\\r\\n"), {"x"}},
    // The module says that it has published, and has not, or the other way round.
    {from_publish_on("firmware: {answer: \"\\r\\nOK\\r\\n\", to: \"AT+MQTTPUB=*\"}"), publish + done + publish + done, {"x"}},
    {"faults: {f: {firmware: {error: 0, to: \"AT+MQTTPUB=*\"}, times: 1}}\n",
     publish + expect("\\r\\nERROR\\r\\n") + publish + done,
     {"x"}},
    {"faults: {f: {firmware: {never: \"AT+MQTTPUB=*\"}}}\n", publish + silence + ask + expect("\\r\\nbusy p...\\r\\n"), {}},
    {"faults: {f: {firmware: {busy: 1s}, when: {host_sends: AT+NOW}}}\n",
     now + expect("\\r\\nERROR\\r\\n") + publish + expect("\\r\\nbusy p...\\r\\n") + "\n  - wait: 1500ms" + publish + done,
     {"x"}},
};

// A message that the broker publishes when the client is gone without a word.
const std::vector<Case> last_words{
    {no_fault, clean, {}},
    {at_once("firmware: reset"), now + "\n  - until: \"\\r\\nready\\r\\n\"", {"gone"}},
    {at_once("wifi: lose_ap"), now + "\n  - until: \"+MQTTDISCONNECTED:0\\r\\n\"", {"gone"}},
    {at_once("broker: disconnect"), now + "\n  - until: \"+MQTTDISCONNECTED:0\\r\\n\"", {"gone"}},
    {at_once("net: reset"), now + "\n  - until: \"+MQTTDISCONNECTED:0\\r\\n\"", {"gone"}},
};

std::string with_topic(std::string text, const std::string& topic) {
  for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at)) text.replace(at, 1, topic);
  return text;
}

/// Runs them against a broker of the test, each with its own topic, and compares what a subscriber of all has got. '%' is that topic.
void check_payloads(const std::vector<Case>& all, const std::string& topic_of_will) {
  const Mosquitto broker;
  MqttPeer watcher(broker.port(), "watcher");
  watcher.subscribe("#", 1);
  std::vector<std::string> scenarios;
  std::multiset<std::string> expected;
  for (const Case& row : all) {
    const std::string topic = "t" + std::to_string(scenarios.size());
    for (const std::string& payload : row.payloads) expected.insert(topic + " " + payload);
    const std::string head = instant + "broker: {host: 127.0.0.1, port: " + std::to_string(broker.port()) + "}\n";
    const std::string host = "host:" + booted + R"(
  - send: "AT+MQTTUSERCFG=0,1,\"%\",\"\",\"\",0,0,\"\"\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTCONNCFG=0,0,0,\")" +
                             topic_of_will +
                             R"(\",\"gone\",0,0\r\n"
  - expect: "\r\nOK\r\n")" + reconnect +
                             connected;
    scenarios.push_back(with_topic(head + row.faults + host + row.host, topic));
  }
  check_all(scenarios);
  watcher.publish({"end", "", 1, false});
  std::multiset<std::string> got;
  for (auto message = watcher.receive(); message && message->topic != "end"; message = watcher.receive()) {
    got.insert(message->topic + " " + message->payload);
  }
  CHECK(got == expected);
}

}  // namespace

TEST_CASE("what a subscriber gets of what was published while faults stood") { check_payloads(cases, ""); }

TEST_CASE("what a broker makes of a client that a fault takes away") { check_payloads(last_words, "%"); }
