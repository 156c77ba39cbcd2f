#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string prompt = "\r\nOK\r\n\r\n>";
const std::string published = "+MQTTPUB:OK\r\n";
const std::string not_published = "+MQTTPUB:FAIL\r\n";

std::string raw(int length, int qos = 0) { return "AT+MQTTPUBRAW=0,\"t\"," + std::to_string(length) + "," + std::to_string(qos) + ",0"; }

}  // namespace

TEST_CASE("mqtt.md 5.2 case 1: the prompt is OK, then CR LF and >, in two writes") {
  ConnectedModule module;
  CHECK(module.command(raw(3)) == "\x0d\x0a\x4f\x4b\x0d\x0a\x0d\x0a\x3e");
  CHECK(module.take_writes() == std::vector<std::string>{"\r\nOK\r\n", "\r\n>"});
}

TEST_CASE("mqtt.md 5.2 case 2: exactly the given number of raw bytes, without echo or escape") {
  ConnectedModule module;
  module.command("ATE1");
  module.send(raw(12) + "\r\n");
  const std::string data("a\\,\"\r\n\0\xff+++\x1a", 12);
  CHECK(module.send(data.substr(0, 5)).empty());
  CHECK(module.send(data.substr(5, 6)).empty());
  CHECK(module.send(data.substr(11)) == published);
  CHECK(module.link.publishes[0].payload == data);
}

TEST_CASE("mqtt.md 5.2 case 2: +++ and AT+RST are data") {
  ConnectedModule module;
  module.command(raw(11));
  CHECK(module.send("+++").empty());
  CHECK(module.send("AT+RST\r\n") == published);
  CHECK(module.link.publishes[0].payload == "+++AT+RST\r\n");
}

TEST_CASE("mqtt.md 5.2 case 2: the data may take for ever") {
  ConnectedModule module;
  module.command(raw(2));
  module.send("a");
  CHECK(module.advance(Duration{86'400'000}).empty());
  CHECK(module.send("b") == published);
}

TEST_CASE("mqtt.md 5.2 case 2: a long message arrives in many chunks") {
  ConnectedModule module;
  module.command(raw(100'000));
  for (int i = 0; i < 999; ++i) REQUIRE(module.send(std::string(100, 'x')).empty());
  CHECK(module.send(std::string(100, 'x')) == published);
  CHECK(module.link.publishes[0].payload.size() == 100'000);
}

TEST_CASE("mqtt.md 5.2 case 2: the number of bytes is told on the log only") {
  ConnectedModule module;
  module.command(raw(3));
  module.send("abc");
  CHECK(module.take_log() == "Recv 3 bytes\r\n");
}

TEST_CASE("mqtt.md 5.2 case 2: surplus bytes are parsed as the next line") {
  ConnectedModule module;
  module.command(raw(3));
  CHECK(module.send("abcAT\r\n") == published + ok);
  module.command(raw(3));
  CHECK(module.send("abc\r\n") == core_code("01030000") + error + published);
  CHECK(module.command("AT") == ok);
}

TEST_CASE("mqtt.md 5.2 case 2: the data may come in the chunk of the command line only as busy") {
  ConnectedModule module;
  CHECK(module.send(raw(3) + "\r\nabc") == core_code("010b0000") + busy + prompt);
  CHECK(module.send("abc") == published);
}

TEST_CASE("mqtt.md 5.2 case 3: at QoS 0 the result comes at once") {
  ConnectedModule module;
  module.command(raw(1));
  CHECK(module.send("x") == "+MQTTPUB:OK\r\n");
}

TEST_CASE("mqtt.md 5.2 case 3: at QoS 1 and 2 the result comes with the acknowledgement") {
  for (const int qos : {1, 2}) {
    ConnectedModule module;
    module.link.acknowledges = false;
    module.command(raw(1, qos));
    CHECK(module.send("x").empty());
    CHECK(module.acknowledge() == published);
  }
}

TEST_CASE("mqtt.md 5.2 case 3: a loss while waiting is told first") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(raw(1, 1));
  module.send("x");
  CHECK(module.lose_link() == disconnected + not_published);
}

TEST_CASE("mqtt.md 5.2 case 3: a failed write has its code before the result") {
  ConnectedModule module;
  module.link.writes_succeed = false;
  module.command(raw(1));
  CHECK(module.send("x") == disconnected + mqtt_code("600c") + not_published);
}

TEST_CASE("mqtt.md 5.2 case 4: link lost during data mode, QoS 0") {
  ConnectedModule module;
  module.command(raw(3));
  CHECK(module.send("ab").empty());
  CHECK(module.lose_link().empty());
  CHECK(module.send("c") == "+MQTTDISCONNECTED:0+MQTTPUB:OK\r\n");
  CHECK(module.link.publishes.empty());
  CHECK(module.state() == 3);
}

TEST_CASE("mqtt.md 5.2 case 4: link lost during data mode, QoS 1") {
  ConnectedModule module;
  module.command(raw(3, 1));
  CHECK(module.lose_link().empty());
  CHECK(module.send("abc") == "+MQTTDISCONNECTED:0+MQTTPUB:FAIL\r\n");
}

TEST_CASE("mqtt.md 5.2 case 4: the message stays queued, and is sent after a reconnection") {
  ConnectedModule module(true);
  module.command(raw(3, 1));
  module.lose_link();
  CHECK(module.send("abc") == "+MQTTDISCONNECTED:0+MQTTPUB:FAIL\r\n");
  CHECK(module.advance(Duration{10'002}) == connected_for_good);
  CHECK(module.advance(Duration{2'000}).empty());
  REQUIRE(module.link.publishes.size() == 1);
  CHECK(module.link.publishes[0].attempt == module.attempt());
  CHECK(module.link.publishes[0].payload == "abc");
}

TEST_CASE("mqtt.md 5.2 case 4: a message queued in a client that MQTTCLEAN destroyed is gone") {
  ConnectedModule module;
  module.command(raw(3, 1));
  module.lose_link();
  module.send("abc");
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);
  CHECK(module.connect() == connected + ok);
  module.advance(Duration{5'000});
  CHECK(module.link.publishes.empty());
  CHECK(module.link.retransmits.empty());
}

TEST_CASE("mqtt.md 5.2 case 5: reconnected during data mode, neither told nor re-subscribed") {
  ConnectedModule module(true);
  module.command("AT+MQTTSUB=0,\"t\",0");
  module.link.subscribes.clear();
  module.command(raw(3));
  CHECK(module.lose_link().empty());
  CHECK(module.advance(Duration{10'002}).empty());
  CHECK(module.link.opens.size() == 2);
  CHECK(module.link.subscribes.empty());
  CHECK(module.send("abc") == published);
  CHECK(module.state() == 4);
}

TEST_CASE("mqtt.md 5.2 case 4: when the data is complete while an attempt runs, the publish waits for its end") {
  ConnectedModule module(true);
  module.command(raw(1));
  module.lose_link();
  module.link.opening = ScriptedLink::Opening::stays_silent;
  module.advance(Duration{10'002});
  CHECK(module.send("x") == "+MQTTDISCONNECTED:0");
  CHECK(module.receive({MqttOpenFailed{module.attempt(), MqttOpenFailed::Cause::tcp, "refused"}}) == disconnected + published);
}

TEST_CASE("mqtt.md 5.2: messages are printed during data mode") {
  ConnectedModule module;
  module.command(raw(3));
  CHECK(module.deliver("a", "hello") == "+MQTTSUBRECV:0,\"a\",5,hello\r\n");
  CHECK(module.send("abc") == published);
}

TEST_CASE("mqtt.md 5.2: while the acknowledgement is awaited a command is accepted, and runs after the result") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(raw(1, 1));
  module.send("x");
  CHECK(module.command("AT+SYSLOG?").empty());
  CHECK(module.command("AT") == core_code("010b0000") + busy);
  CHECK(module.acknowledge() == published + "+SYSLOG:1\r\n" + ok);
  CHECK(module.command("AT") == ok);
}

TEST_CASE("mqtt.md 5.2: a line that is refused while the acknowledgement is awaited is answered at once") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command(raw(1, 1));
  module.send("x");
  CHECK(module.command("HELLO") == core_code("01030000") + error);
  CHECK(module.acknowledge() == published);
}

}  // namespace espat::at
