// The faults of the network and of the heap, as a host hears them and as the program log explains them.

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

#include "scenarios/latency.hpp"
#include "tests/scenarios/scripted_scenarios.hpp"

using namespace espat::test;
using Catch::Matchers::Contains;
using espat::scenarios::JitterLaw;
using espat::scenarios::Latency;
using espat::scenarios::Random;
using espat::scenarios::Time;

namespace {

/// Scenarios with a private broker, of which all must pass; what the program log said.
std::string log_of(std::vector<std::string> scenarios) {
  for (std::string& scenario : scenarios) scenario.insert(0, instant + "broker: private\n");
  return check_all(scenarios, {"-v"});
}

/// The host's side: booted, without echo and with the time of day.
std::string timed_host(const std::string& rest) {
  const std::string time = std::to_string(std::time(nullptr));
  return R"(
host:
  - until: "WIFI GOT IP\r\n"
  - send: "ATE0\r\n"
  - expect: "ATE0\r\n\r\nOK\r\n"
  - send: "AT+SYSTIMESTAMP=)" +
         time + R"(\r\n"
  - expect: "\r\nOK\r\n")" +
         rest;
}

std::string scheme_configured(int scheme) {
  return R"(
  - send: "AT+MQTTUSERCFG=0,)" +
         std::to_string(scheme) + R"(,\"module\",\"\",\"\",0,0,\")" + (scheme >= 6 ? "mqtt" : "") + R"(\"\r\n"
  - expect: "\r\nOK\r\n")";
}

std::string connects(const std::string& port) {
  return R"(
  - send: "AT+MQTTCONN=0,\"broker\",)" +
         port + ",0\\r\\n\"";
}

const std::string fails_to_connect = R"(
  - expect: {text: "+MQTTDISCONNECTED:0\r\n\r\nERROR\r\n", within: 30s})";

/// What an MQTT client on the host's side of AT+CIPSTART sends and hears first.
const std::string link_opened = R"(
  - send: "AT+CIPSTART=\"TCP\",\"broker\",1883\r\n"
  - expect: "CONNECT\r\n\r\nOK\r\n")";
const std::string sends_connect = R"(
  - send: "AT+CIPSEND=15\r\n"
  - expect: "\r\nOK\r\n\r\n>"
  - send: "\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01m"
  - expect: "\r\nRecv 15 bytes\r\n\r\nSEND OK\r\n")";
const std::string hears_connack = R"(
  - expect: "\r\n+IPD,4:\x20\x02\x00\x00")";

struct Spread {
  double mean = 0;
  double deviation = 0;
  double lowest = 0;
  double highest = 0;
};

Spread spread_of(const Latency& latency) {
  Random random(7, "a test");
  constexpr int count = 20'000;
  Spread spread{0, 0, 1e9, -1e9};
  double squares = 0;
  for (int i = 0; i < count; ++i) {
    const double value = std::chrono::duration<double, std::milli>(latency.draw(random)).count();
    spread.mean += value / count;
    squares += value * value / count;
    spread.lowest = std::min(spread.lowest, value);
    spread.highest = std::max(spread.highest, value);
  }
  spread.deviation = std::sqrt(squares - spread.mean * spread.mean);
  return spread;
}

}  // namespace

TEST_CASE("net: tls: the host hears a failed connection, and the log the sentence of the real cause") {
  const std::string log = log_of({
      "faults: {bad: {net: {tls: expired}}}" + timed_host(scheme_configured(3) + connects("8883") + fails_to_connect),
      "faults: {bad: {net: {tls: wrong_host}}}" + timed_host(scheme_configured(3) + connects("8883") + fails_to_connect),
      "faults: {bad: {net: {tls: unknown_ca}}}" + timed_host(scheme_configured(5) + connects("8884") + fails_to_connect),
      "faults: {bad: {net: {tls: no_shared_cipher}}}" + timed_host(scheme_configured(2) + connects("8883") + fails_to_connect),
      // Scheme 2 does not look at the certificate, and a good one is accepted.
      "faults: {bad: {net: {tls: expired}}}" + timed_host(scheme_configured(2) + connects("8883") + R"(
  - expect: {text: "+MQTTCONNECTED:0,2,\"broker\",\"8883\",\"\",0\r\n\r\nOK\r\n", within: 20s})"),
      timed_host(scheme_configured(10) + connects("8085") + R"(
  - expect: {text: "+MQTTCONNECTED:0,10,\"broker\",\"8085\",\"/mqtt\",0\r\n\r\nOK\r\n", within: 20s})"),
  });
  CHECK_THAT(log, Contains("the server's certificate expired on ") && Contains(" and the module's clock says "));
  CHECK_THAT(log, Contains("the server's certificate is for another.host and not for broker"));
  CHECK_THAT(log, Contains("the server's certificate is signed by an unknown authority: CN="));
  CHECK_THAT(log, Contains("no cipher in common"));
}

TEST_CASE("net: http_status: the upgrade is refused, once") {
  const std::string log = log_of(
      {"faults: {gone: {net: {http_status: 404}, times: 1}}" + timed_host(scheme_configured(6) + connects("8083") + fails_to_connect + R"(
  - send: "AT+MQTTCLEAN=0\r\n"
  - expect: "\r\nOK\r\n")" + scheme_configured(6) + connects("8083") + R"(
  - expect: {text: "+MQTTCONNECTED:0,6,\"broker\",\"8083\",\"/mqtt\",0\r\n\r\nOK\r\n", within: 20s})")});
  CHECK_THAT(log, Contains("the server answered the WebSocket request for /mqtt with \"404 Not Found\""));
}

TEST_CASE("net: on the links of AT+CIPSTART") {
  const std::string log = log_of({
      "faults: {closed: {net: refuse, times: 1}}" + timed_host(R"(
  - send: "AT+CIPSTART=\"TCP\",\"broker\",1883\r\n"
  - expect: "\r\nERROR\r\n")" + link_opened + sends_connect + hears_connack),
      "faults: {nameless: {net: dns_fail}}" + timed_host(R"(
  - send: "AT+CIPSTART=\"TCP\",\"broker\",1883\r\n"
  - expect: "\r\nERROR\r\n")"),
      "on: [{host_sends: AT+NOW, do: [{net: reset}]}]" + timed_host(link_opened + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\nCLOSED\r\n"
  - send: "AT+CIPSTATUS\r\n"
  - expect: "STATUS:4\r\n\r\nOK\r\n")"),
      "on: [{host_sends: AT+NOW, do: [{net: blackhole, for: 3s}]}]" + timed_host(link_opened + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n")" + sends_connect + "\n  - silence: 600ms" + hears_connack),
      "faults: {far: {net: {latency: 800ms}, when: {host_sends: AT+NOW}}}" + timed_host(link_opened + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n")" + sends_connect + "\n  - silence: 600ms" + hears_connack),
      "faults: {narrow: {net: {bandwidth: 10}, when: {host_sends: AT+NOW}}}" + timed_host(link_opened + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n")" + sends_connect + R"(
  - silence: 600ms
  - until: {text: "+IPD,1:\x00\r\n\r\n+IPD,1:\x00\r\n", within: 20s})"),
      "faults: {short: {net: {limit: 17}}}" + timed_host(link_opened + sends_connect + R"(
  - expect: "\r\n+IPD,2:\x20\x02\r\nCLOSED\r\n")"),
      "faults: {bad: {net: {tls: no_shared_cipher}}}" + timed_host(R"(
  - send: "AT+CIPSTART=\"SSL\",\"broker\",8883\r\n"
  - expect: "\r\nERROR\r\n")"),
  });
  CHECK_THAT(log, Contains("the TLS handshake with broker failed: no cipher in common"));
}

TEST_CASE("net: on a ping, SNTP and UDP") {
  const std::string asks_time = R"(
  - send: "AT+CIPSNTPCFG=1,0\r\n"
  - expect: "\r\nOK\r\n"
  - wait: 300ms
  - send: "AT+CIPSNTPTIME?\r\n"
  - until: " 1970\r\nOK\r\n")";
  const std::string booted = R"(
host:
  - until: "WIFI GOT IP\r\n"
  - send: "ATE0\r\n"
  - expect: "ATE0\r\n\r\nOK\r\n")";
  const std::string log = log_of({
      "faults: {far: {net: {latency: 600ms}}}" + booted + R"(
  - send: "AT+PING=\"127.0.0.1\"\r\n"
  - expect: "+PING:TIMEOUT\r\n\r\nERROR\r\n")",
      "faults: {nameless: {net: dns_fail}}" + booted + asks_time,
      "faults: {lost: {net: blackhole}}" + booted + asks_time,
      "faults: {lost: {net: blackhole}}" + booted + R"(
  - send: "AT+CIPSTART=\"UDP\",\"127.0.0.1\",9\r\n"
  - expect: "CONNECT\r\n\r\nOK\r\n"
  - send: "AT+CIPSEND=1\r\n"
  - expect: "\r\nOK\r\n\r\n>"
  - send: "."
  - expect: "\r\nRecv 1 bytes\r\n\r\nSEND OK\r\n")",
  });
  CHECK_THAT(log, Contains("the name cn.ntp.org.cn was not found, as a fault wants it"));
}

TEST_CASE("net: latency: the jitter follows its law, and the same seed gives the same choices") {
  using std::chrono::milliseconds;
  const Spread uniform = spread_of({milliseconds(100), milliseconds(30), JitterLaw::uniform});
  CHECK(uniform.mean == Approx(100).margin(0.5));
  CHECK(uniform.deviation == Approx(30 / std::sqrt(3.0)).margin(0.5));
  CHECK(uniform.lowest >= 70);
  CHECK(uniform.lowest < 70.1);
  CHECK(uniform.highest <= 130);
  CHECK(uniform.highest > 129.9);

  const Spread normal = spread_of({milliseconds(100), milliseconds(30), JitterLaw::normal});
  CHECK(normal.mean == Approx(100).margin(1));
  CHECK(normal.deviation == Approx(30).margin(0.6));
  CHECK(normal.lowest < 100 - 3 * 30);
  CHECK(normal.highest > 100 + 3 * 30);

  const Latency latency{milliseconds(100), milliseconds(30), JitterLaw::normal};
  Random one(7, "far");
  Random same(7, "far");
  Random other(8, "far");
  std::array<std::vector<Time>, 3> drawn;
  for (int i = 0; i < 20; ++i) {
    drawn[0].push_back(latency.draw(one));
    drawn[1].push_back(latency.draw(same));
    drawn[2].push_back(latency.draw(other));
  }
  CHECK(drawn[0] == drawn[1]);
  CHECK(drawn[0] != drawn[2]);
}

TEST_CASE("firmware: heap: a message for which there is no memory") {
  log_of({"faults: {short: {firmware: {heap: 100}, when: {host_sends: AT+NOW}}}\non: [{host_sends: AT+ENOUGH, do: [{remove: short}]}]" +
          timed_host(scheme_configured(1) + connects("1883") + R"(
  - expect: {text: "+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n\r\nOK\r\n", within: 20s}
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+SYSLOG=1\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTPUBRAW=0,\"t\",101,0,0\r\n"
  - expect: "ERR CODE:0x010a6005\r\n\r\nERROR\r\n"
  - send: "AT+ENOUGH\r\n"
  - until: "\r\nERROR\r\n"
  - send: "AT+MQTTPUBRAW=0,\"t\",101,0,0\r\n"
  - expect: "\r\nOK\r\n\r\n>")")});
}
