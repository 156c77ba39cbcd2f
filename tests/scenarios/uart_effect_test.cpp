#include <string>
#include <vector>

#include "tests/scenarios/scripted_scenarios.hpp"

using namespace espat::test;

namespace {

/// What reaches the other side of what was sent, as steps of the host.
struct Effect {
  std::string fault;
  std::string host;
};

}  // namespace

TEST_CASE("faults on the UART, as the host sees them in the answer to AT") {
  std::vector<std::string> scenarios;
  for (const auto& [fault, host] : std::vector<Effect>{
           {"drop: 2, nth: 3", expect("\\r\\n\\r\\n")},
           {"drop: 1, nth: 2, every: 2, times: 2", expect("\\rO\\r\\n")},
           {"duplicate: 2, nth: 3", expect("\\r\\nOOKK\\r\\n")},
           {"flip: 8, nth: 3", expect("\\r\\n\\xb0K\\r\\n")},
           {"insert: \"WIFI DISCONNECT\\r\\n\", nth: 3", expect("\\r\\nWIFI DISCONNECT\\r\\nOK\\r\\n")},
           {"slice: 2, gap: 600ms", expect("\\r\\n") + silence + expect("OK") + silence + expect("\\r\\n")},
           {"delay: 600ms", silence + expect("\\r\\nOK\\r\\n")},
           {"stall: 600ms, nth: 3", expect("\\r\\n") + silence + expect("OK\\r\\n")},
           {"baud_mismatch: 57600", expect("\\t\\x9d\\t") + silence},
           {"overrun: 4", expect("\\r\\nOK") + silence},
       }) {
    scenarios.push_back(instant + "faults: {f: {uart: to_host, " + fault + ", when: {host_sends: AT}}}\nhost:" + booted + ask + host);
  }
  check_all(scenarios);
}

TEST_CASE("faults on the UART, as the module shows them in its echo of AT") {
  std::vector<std::string> scenarios;
  const std::string error = "\\r\\nERROR\\r\\n";
  for (const auto& [fault, host] : std::vector<Effect>{
           {"drop: 1, nth: 2", expect("A\\r\\n" + error)},
           {"drop: 1, nth: 4", expect("AT\\r") + silence + ask + expect("AT\\r\\n" + error)},
           {"duplicate: 1, nth: 2", expect("ATT\\r\\n" + error)},
           {"flip: 8", expect("\\xbeT\\r\\n" + error)},
           {"insert: E0, nth: 3", expect("ATE0\\r\\n\\r\\nOK\\r\\n")},
           {"slice: 1, gap: 600ms", expect("A") + silence + expect("T") + silence + expect("\\r\\n\\r\\nOK\\r\\n")},
           {"delay: 600ms", silence + expect("AT\\r\\n\\r\\nOK\\r\\n")},
           {"stall: 600ms, nth: 3", expect("AT") + silence + expect("\\r\\n\\r\\nOK\\r\\n")},
           {"baud_mismatch: 57600", expect("\\xec\\t") + silence},
           {"overrun: 3, times: 1", expect("AT\\r") + silence},
       }) {
    scenarios.push_back(instant + "faults: {f: {uart: to_device, " + fault +
                        ", when: {device_sends: \"GOT IP\\r\\n\"}}}\nhost:" + "\n  - until: \"GOT IP\\r\\n\"" + ask + host);
  }
  check_all(scenarios);
}

TEST_CASE("a fault on the UART that ends in the middle has lost nothing") {
  const std::string version =
      "AT version:2.1.0.0(883f7f2 - Jul 24 2020 11:50:07)\\r\\n"
      "SDK version:v4.0.1-193-ge7ac221\\r\\n"
      "compile time(0ad6331):Jul 28 2020 02:47:21\\r\\n"
      "Bin version:2.1.0(WROOM-32)\\r\\n"
      "\\r\\nOK\\r\\n";
  std::vector<std::string> scenarios;
  for (const std::string fault : {"slice: 1, gap: 50ms", "slice: 7, gap: 100ms", "delay: 1min", "delay: 1ms, jitter: 1min",
                                  "stall: 1min, nth: 70", "stall: 1min, every: 40"}) {
    scenarios.push_back(instant + "faults: {f: {uart: to_host, " + fault + ", when: {host_sends: AT+GMR}, for: 500ms}}\nhost:" + booted +
                        "\n  - send: \"AT+GMR\\r\\n\"" + expect(version) + ask + expect("\\r\\nOK\\r\\n"));
  }
  for (const std::string fault : {"slice: 1, gap: 200ms", "delay: 1min", "stall: 1min, nth: 3", "stall: 1min, every: 2"}) {
    scenarios.push_back(instant + "faults: {f: {uart: to_device, " + fault +
                        ", when: {device_sends: \"GOT IP\\r\\n\"}, for: 500ms}}\nhost:\n  - until: \"GOT IP\\r\\n\"\n"
                        "  - send: \"AT+GMR\\r\\n\"" +
                        expect("AT+GMR\\r\\n" + version));
  }
  // Two on one line, of which the first ends while the other holds its bytes back.
  scenarios.push_back(instant + R"(faults:
  drip: {uart: to_host, slice: 1, gap: 50ms, when: {host_sends: AT+GMR}, for: 500ms}
  late: {uart: to_host, delay: 1s, when: {host_sends: AT+GMR}}
host:)" + booted + "\n  - send: \"AT+GMR\\r\\n\"" +
                      expect(version));
  check_all(scenarios);
}

TEST_CASE("what a fault can wait for") {
  std::vector<std::string> scenarios;
  const std::string ok = "\\r\\nOK\\r\\n";
  const std::string first = ask + expect("X" + ok);
  const std::string second = ask + expect(ok) + ask + expect("X" + ok);
  for (const auto& [event, host] : std::vector<Effect>{
           {"host_sends: AT", first},
           {"host_sends: \"A*\"\n    nth: 3", second},
           {"host_sends: AT\n    every: 2", ask + expect("X" + ok) + ask + expect(ok) + ask + expect("X" + ok)},
           {"host_sends: AT\n    times: 2", first + first + ask + expect(ok)},
           {"host_sends: AT\n    probability: 1", first + first},
           {"host_sends: AT\n    probability: 0", ask + expect(ok)},
           {"device_sends: \"\\nO\"\n    nth: 2", second},
           {"device_sends: {line: \"O*\"}\n    nth: 2", second},
           {"uart_bytes: {to_device: 10}", first},
           {"uart_bytes: {to_device: 14}", second},
           {"uart_bytes: {to_host: 56}", second},
           {"at: 600ms", ask + expect(ok) + "\n  - wait: 1s" + first},
           {"mqtt_state: user_configured", ask + expect(ok) +
                                               "\n  - send: \"AT+MQTTUSERCFG=0,1,\\\"module\\\",\\\"\\\",\\\"\\\",0,0,\\\"\\\"\\r\\n\"" +
                                               expect(ok) + first},
       }) {
    scenarios.push_back(instant + "on:\n  - " + event + "\n    do: [{firmware: {insert_urc: X}}]\nhost:" + booted + host);
  }
  check_all(scenarios);
}

TEST_CASE("bytes that become due while others are delivered stay behind them") {
  check_all({instant + "faults: {drip: {uart: to_device, slice: 1, gap: 10us}}\nhost:" + booted + R"(
  - repeat: 20
    do:
      - send: "AT+CWHOSTNAME=\"0123456789abcdefghijklmnopqrstuv\"\r\n"
      - expect: "\r\nOK\r\n"
      - send: "AT+CWHOSTNAME?\r\n"
      - expect: "+CWHOSTNAME:0123456789abcdefghijklmnopqrstuv\r\n\r\nOK\r\n")"});
}

TEST_CASE("a session that faults disturb everywhere at once loses nothing when they end one after the other") {
  const std::string messages = R"(
  - send: "AT+MQTTSUB=0,\"t\",1\r\n"
  - expect: {text: "\r\nOK\r\n", within: 20s}
  - repeat: 10
    do:
      - send: "AT+MQTTPUBRAW=0,\"t\",10,1,0\r\n"
      - expect: {text: "\r\nOK\r\n\r\n>", within: 20s}
      - send: "012\r\n56789"
      - expect: {text: "+MQTTSUBRECV:0,\"t\",10,012\r\n56789\r\n+MQTTPUB:OK\r\n", within: 20s})";
  std::vector<std::string> scenarios;
  for (const std::string end : {"", ", for: 400ms", ", for: 1s"}) {
    std::string faults = "faults:\n";
    for (const std::string fault :
         {"uart: to_host, slice: 3, gap: 3ms", "uart: to_host, delay: 1ms, jitter: 20ms", "uart: to_device, slice: 2, gap: 3ms",
          "uart: to_device, stall: 50ms, every: 40", "net: {latency: 10ms, jitter: 5ms}"}) {
      faults += "  f" + std::to_string(faults.size()) + ": {" + fault + end + "}\n";
    }
    scenarios.push_back(instant + "broker: private\n" + faults +
                        "  late: {broker: hold_acks, when: {host_sends: AT+MQTTPUBRAW*}, for: 30ms}\nhost:" + connect + messages);
  }
  check_all(scenarios);
}
