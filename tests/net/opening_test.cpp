#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

#include "tests/net/played_broker.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

using Cause = at::MqttOpenFailed::Cause;

/// Sets an environment variable while it lives.
class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) { ::setenv(name_.c_str(), value.c_str(), 1); }
  ~Environment() { ::unsetenv(name_.c_str()); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::string name_;
};

}  // namespace

TEST_CASE("a wrong password is refused with the broker's reason in words") {
  Mosquitto broker({.websocket = false, .user = "user", .password = "right", .lines = {}});
  Device device;
  auto open = open_to(broker.port());
  open.session.username = "user";

  SECTION("wrong") {
    open.session.password = "wrong";
    device.network.perform(open);
    const auto failed = device.await<at::MqttOpenFailed>();
    CHECK(failed.attempt == 1);
    CHECK(failed.cause == Cause::refused);
    CHECK(failed.reason == "the broker refused the connection: not authorised (5)");
  }
  SECTION("none") {
    device.network.perform(open);
    CHECK(device.await<at::MqttOpenFailed>().cause == Cause::refused);
  }
  SECTION("right") {
    open.session.password = "right";
    device.network.perform(open);
    CHECK(device.await<at::MqttOpened>().attempt == 1);
  }
}

TEST_CASE("every return code of CONNACK has its words") {
  PlayedBroker broker;
  const int code = GENERATE(1, 2, 3, 4, 5, 9);
  broker.answer_connect(static_cast<char>(code));
  const std::string words = code == 1   ? "unacceptable protocol version (1)"
                            : code == 2 ? "client identifier rejected (2)"
                            : code == 3 ? "server unavailable (3)"
                            : code == 4 ? "bad user name or password (4)"
                            : code == 5 ? "not authorised (5)"
                                        : "unknown reason (9)";
  CHECK(broker.device.await<at::MqttOpenFailed>().reason == "the broker refused the connection: " + words);
  // A refused connection is not tried again in another version.
  broker.device.await_closed(broker.stream);
}

TEST_CASE("a port on which nothing listens refuses") {
  Device device;
  const auto port = unused_port();
  device.network.perform(open_to(port));
  const auto failed = device.await<at::MqttOpenFailed>();
  CHECK(failed.cause == Cause::tcp);
  CHECK(failed.reason == "the connection to 127.0.0.1:" + std::to_string(port) + " was refused: nothing listens there");
}

TEST_CASE("a name that does not resolve fails with that cause") {
  Device device;
  auto open = open_to(1883);
  open.endpoint.host = "nowhere.invalid";
  device.network.perform(open);
  const auto failed = device.await<at::MqttOpenFailed>();
  CHECK(failed.cause == Cause::name);
  CHECK(failed.reason.find("nowhere.invalid") != std::string::npos);
}

TEST_CASE("an attempt that is closed while the broker says nothing reports nothing") {
  PlayedBroker broker;
  broker.device.await<at::MqttTransportOpened>();
  const bool graceful = GENERATE(true, false);
  broker.device.network.perform(at::MqttClose{1, graceful});
  broker.device.await_closed(broker.stream);
  CHECK_FALSE(broker.device.run_until([&] { return !broker.device.inputs.empty(); }, 50ms));
}

TEST_CASE("a broker that closes before CONNACK is told apart from a refusal") {
  PlayedBroker broker;
  broker.stream.close();
  const auto failed = broker.device.await<at::MqttOpenFailed>();
  CHECK(failed.cause == Cause::tcp);
  CHECK(failed.reason == "the broker closed the connection before CONNECT was answered, as a TLS port does");
}

TEST_CASE("CONNECT carries what the session says") {
  StubListener stub;
  Device device;
  auto open = open_to(stub.port());
  open.session.client_id = GENERATE(std::string("id"), std::string());
  std::string expected = encode_text("MQTT") + '\x04';
  SECTION("no more than the defaults") { expected += '\x02' + std::string("\x00\x78", 2) + encode_text(open.session.client_id); }
  SECTION("everything") {
    open.session.username = "user";
    open.session.password = "secret";
    open.session.keepalive = std::chrono::seconds(7200);
    open.session.clean_session = open.session.client_id.empty();
    open.session.will = at::MqttWill{"w", "bye", 2, true};
    const int flags = 0xC0 | 0x20 | 2 << 3 | 0x04 | (open.session.clean_session ? 2 : 0);
    expected += static_cast<char>(flags) + std::string("\x1c\x20") + encode_text(open.session.client_id) + encode_text("w") +
                encode_text("bye") + encode_text("user") + encode_text("secret");
  }
  SECTION("a user without password") {
    open.session.username = "user";
    expected += '\x82' + std::string("\x00\x78", 2) + encode_text(open.session.client_id) + encode_text("user");
  }
  SECTION("a password without user: one without a name") {
    open.session.username = "";
    open.session.password = "secret";
    expected += '\xC2' + std::string("\x00\x78", 2) + encode_text(open.session.client_id) + encode_text("") + encode_text("secret");
  }
  device.network.perform(open);
  auto broker = device.accept(stub);
  const auto connect = device.read(broker);
  CHECK(connect.head == packet_type::connect << 4);
  CHECK(connect.body == expected);
}

TEST_CASE("a mapped name leads to the mapped broker") {
  Mosquitto broker;
  net::AddressMap map;
  map.add("Broker.example.com:1883=127.0.0.1:" + std::to_string(broker.port()));
  Device device({}, map);
  auto open = open_to(1883);
  open.endpoint.host = "broker.example.com";
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 1);
}

TEST_CASE("proxies of the environment are ignored") {
  const Environment http("http_proxy", "http://127.0.0.1:1/garbage");
  const Environment https("https_proxy", "not a proxy");
  Mosquitto broker({.websocket = true, .user = {}, .password = {}, .lines = {}});
  Device device;
  auto open = open_to(broker.port());
  SECTION("tcp") {}
  SECTION("websocket") {
    open.endpoint.transport = at::Transport::websocket;
    open.endpoint.port = broker.websocket_port();
    open.endpoint.path = "/mqtt";
  }
  device.network.perform(open);
  CHECK(device.await<at::MqttOpened>().attempt == 1);
}

TEST_CASE("a WebSocket path that cannot be requested fails at once") {
  Device device;
  auto open = open_to(1);
  open.endpoint.transport = at::Transport::websocket;
  open.endpoint.path = GENERATE(as<std::string>{}, "/a b", "/a\r\nb");
  device.network.perform(open);
  CHECK(device.await<at::MqttOpenFailed>().cause == Cause::websocket);
}

TEST_CASE("many connections in a row leave nothing behind") {
  Mosquitto broker;
  Device device;
  std::size_t settled = 0;
  for (at::Attempt attempt = 1; attempt <= 200; ++attempt) {
    device.network.perform(open_to(broker.port(), attempt));
    REQUIRE(device.await<at::MqttOpened>().attempt == attempt);
    device.network.perform(at::MqttClose{attempt, attempt % 2 == 0});
    if (attempt == 20) settled = open_descriptors();
  }
  CHECK(device.run_until([&] { return open_descriptors() <= settled; }));
}

TEST_CASE("many attempts that are given up at once leave nothing behind") {
  StubListener silent;
  Device device;
  device.network.perform(open_to(silent.port(), 1000));
  auto first = device.accept(silent);
  device.read(first);
  device.network.perform(at::MqttClose{1000, true});
  device.await_closed(first);
  const auto before = open_descriptors();

  for (at::Attempt attempt = 1; attempt <= 100; ++attempt) device.network.perform(open_to(silent.port(), attempt));
  device.run_for(20ms);
  device.inputs.clear();
  for (at::Attempt attempt = 1; attempt <= 100; ++attempt) device.network.perform(at::MqttClose{attempt, true});

  CHECK(device.run_until([&] { return open_descriptors() <= before; }));
  CHECK(device.inputs.empty());
}

TEST_CASE("many devices connect at the same time") {
  Mosquitto broker;
  Device device;
  for (at::Attempt attempt = 1; attempt <= 100; ++attempt)
    device.network.perform(open_to(broker.port(), attempt, "device" + std::to_string(attempt)));
  CHECK(device.run_until([&] { return device.count<at::MqttOpened>() == 100; }));
}

}  // namespace espat::test
