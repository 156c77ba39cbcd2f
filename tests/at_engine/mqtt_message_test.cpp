#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

std::string line(const std::string& topic, const std::string& data) {
  return "+MQTTSUBRECV:0,\"" + topic + "\"," + std::to_string(data.size()) + "," + data + "\r\n";
}

/// What the module prints for a message of `size` bytes, one string per write.
std::vector<std::string> pieces(const std::string& topic, std::size_t size, int qos) {
  ConnectedModule module;
  module.deliver(topic, std::string(size, 'x'), qos);
  return module.take_writes();
}

std::vector<std::string> lines(const std::string& topic, const std::vector<std::size_t>& sizes) {
  std::vector<std::string> all;
  for (const std::size_t size : sizes) all.push_back(line(topic, std::string(size, 'x')));
  return all;
}

}  // namespace

TEST_CASE("mqtt.md 5.4: a message is one write without a leading line end") {
  ConnectedModule module;
  CHECK(module.deliver("a/b", "hello") == "+MQTTSUBRECV:0,\"a/b\",5,hello\r\n");
  CHECK(module.take_writes().size() == 1);
}

TEST_CASE("mqtt.md 5.4: the data is raw") {
  ConnectedModule module;
  const std::string data("\0\r\n\",\xff", 6);
  CHECK(module.deliver("t", data) == line("t", data));
}

TEST_CASE("mqtt.md 5.4: an empty message") {
  ConnectedModule module;
  CHECK(module.deliver("t", "") == "+MQTTSUBRECV:0,\"t\",0,\r\n");
}

TEST_CASE("mqtt.md 5.4: messages are printed before the OK of a running command") {
  ConnectedModule module;
  module.link.acknowledges = false;
  module.command("AT+MQTTPUB=0,\"t\",\"d\",1,0");
  CHECK(module.deliver("t", "d") == line("t", "d"));
  CHECK(module.acknowledge() == ok);
}

TEST_CASE("mqtt.md 5.4: a message that fills the buffer of 1024 bytes is one line") {
  // 3 bytes fixed header, 2 length and 1 topic, and 2 packet id above QoS 0
  CHECK(pieces("t", 1024 - 6, 0) == lines("t", {1018}));
  CHECK(pieces("t", 1024 - 8, 1) == lines("t", {1016}));
  CHECK(pieces("t", 1024 - 8, 2) == lines("t", {1016}));
}

TEST_CASE("mqtt.md 5.4: one byte more is a line of its own with the same topic") {
  CHECK(pieces("t", 1024 - 6 + 1, 0) == lines("t", {1018, 1}));
  CHECK(pieces("t", 1024 - 8 + 1, 1) == lines("t", {1016, 1}));
}

TEST_CASE("mqtt.md 5.4: later pieces have at most 1024 bytes") {
  CHECK(pieces("t", 1018 + 1024, 0) == lines("t", {1018, 1024}));
  CHECK(pieces("t", 1018 + 1024 + 1, 0) == lines("t", {1018, 1024, 1}));
  CHECK(pieces("t", 10'000, 1) == lines("t", {1016, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 792}));
}

TEST_CASE("mqtt.md 5.4: a longer topic leaves less for the first piece") {
  const std::string topic(33, 't');
  CHECK(pieces(topic, 3'000, 0) == lines(topic, {986, 1024, 990}));  // 1024 - 38
}

TEST_CASE("mqtt.md 5.4: a fixed header of four bytes counts too") {
  CHECK(pieces("t", 20'000, 0)[0] == line("t", std::string(1024 - 7, 'x')));
}

TEST_CASE("mqtt.md 5.4: pieces of two messages each have their own topic") {
  ConnectedModule module;
  CHECK(module.receive({MqttReceived{module.attempt(), "a", std::string(1019, 'x'), 0},
                        MqttReceived{module.attempt(), "b", std::string(1019, 'x'), 0}}) ==
        line("a", std::string(1018, 'x')) + line("a", "x") + line("b", std::string(1018, 'x')) + line("b", "x"));
}

TEST_CASE("mqtt.md 5.4: a topic of 68 characters prints fine") {
  ConnectedModule module;
  const std::string topic(68, 't');
  CHECK(module.deliver(topic, "m") == line(topic, "m"));
}

TEST_CASE("mqtt.md 5.4: nothing is printed of a connection that is over") {
  ConnectedModule module;
  const Attempt first = module.attempt();
  module.lose_link();
  CHECK(module.receive({MqttReceived{first, "t", "late", 0}}).empty());
}

}  // namespace espat::at
