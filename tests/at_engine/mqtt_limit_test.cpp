#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
TEST_CASE("mqtt.md 3: the link is 0 only, and negative numbers are too big") {
  MqttModule module;
  for (const std::string link : {"1", "-1", "4294967295", "0x1"}) CHECK(module.command("AT+MQTTCLEAN=" + link) == mqtt_error("6011"));
  CHECK(module.command("AT+MQTTCLEAN=0x0") == mqtt_error("6003"));
}

TEST_CASE("mqtt.md 3: a number over 4294967295 cannot be read") {
  MqttModule module;
  CHECK(module.command("AT+MQTTCLEAN=4294967296") == mqtt_error("6010"));
}

TEST_CASE("mqtt.md 3: MQTTUSERCFG, scheme 1 to 10") {
  MqttModule module;
  for (int scheme = 1; scheme <= 10; ++scheme) CHECK(module.configure(scheme) == ok);
  for (const int scheme : {0, 11, -1}) CHECK(module.configure(scheme) == mqtt_error("6013"));
}

TEST_CASE("mqtt.md 3: MQTTUSERCFG, client id, user name and password may fill the line") {
  const std::string rest = "AT+MQTTUSERCFG=0,1,,,,0,0,\"\"\r\n";
  for (const auto& [before, after] : {std::pair{"", ",,"}, {",", ","}, {",,", ""}}) {
    MqttModule module;
    CHECK(module.command("AT+MQTTUSERCFG=0,1," + std::string(before) + quoted(256 - rest.size() - 2) + after + ",0,0,\"\"") == ok);
  }
}

TEST_CASE("mqtt.md 3: MQTTUSERCFG, certificate ids are 0 or 1") {
  MqttModule module;
  const std::string start = "AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",";
  CHECK(module.command(start + "1,1,\"\"") == ok);
  CHECK(module.command(start + "2,0,\"\"") == mqtt_error("601e"));
  CHECK(module.command(start + "-1,0,\"\"") == mqtt_error("601e"));
  CHECK(module.command(start + "0,2,\"\"") == mqtt_error("6020"));
  CHECK(module.command(start + "0,-1,\"\"") == mqtt_error("6020"));
}

TEST_CASE("mqtt.md 3: MQTTUSERCFG, the path has at most 32 bytes") {
  MqttModule module;
  const std::string start = "AT+MQTTUSERCFG=0,6,\"id\",\"u\",\"p\",0,0,";
  CHECK(module.command(start + quoted(32)) == ok);
  CHECK(module.command(start + quoted(33)) == mqtt_error("6029"));
}

TEST_CASE("mqtt.md 3: MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD may fill the line") {
  MqttModule module;
  module.configure();
  for (const std::string name : {"MQTTCLIENTID", "MQTTUSERNAME", "MQTTPASSWORD"}) {
    const std::size_t size = 256 - std::string("AT+" + name + "=0,\"\"\r\n").size();
    CHECK(module.command("AT+" + name + "=0," + quoted(size)) == ok);
    CHECK(module.command("AT+" + name + "?") == "+" + name + ":0," + quoted(size) + "\r\n" + ok);
    CHECK(module.command("AT+" + name + "=0," + quoted(size + 1)) == core_code("01030000") + error);
  }
}

TEST_CASE("mqtt.md 0.3: escapes are removed before a length is checked") {
  ConnectedModule module;
  std::string topic;
  for (int i = 0; i < 64; ++i) topic += "\\y";
  CHECK(module.command("AT+MQTTSUB=0,\"" + topic + "\",0") == ok);
  CHECK(module.command("AT+MQTTSUB=0,\"" + topic + "y\",0") == mqtt_error("6043"));
}

TEST_CASE("mqtt.md 3: MQTTCONNCFG, keepalive 0 to 7200") {
  MqttModule module;
  module.configure();
  for (const std::string good : {"0", "1", "7200"}) CHECK(module.command("AT+MQTTCONNCFG=0," + good + ",0,\"\",\"\",0,0") == ok);
  for (const std::string bad : {"7201", "-1"}) CHECK(module.command("AT+MQTTCONNCFG=0," + bad + ",0,\"\",\"\",0,0") == mqtt_error("602d"));
}

TEST_CASE("mqtt.md 3: MQTTCONNCFG, flags, QoS and the will") {
  MqttModule module;
  module.configure();
  const auto answer = [&module](const std::string& rest) { return module.command("AT+MQTTCONNCFG=0,60," + rest); };
  CHECK(answer("1," + quoted(64) + "," + quoted(64) + ",2,1") == ok);
  CHECK(answer("2,\"t\",\"m\",0,0") == mqtt_error("602f"));
  CHECK(answer("-1,\"t\",\"m\",0,0") == mqtt_error("602f"));
  CHECK(answer("0," + quoted(65) + ",\"m\",0,0") == mqtt_error("6032"));
  CHECK(answer("0,\"t\"," + quoted(65) + ",0,0") == mqtt_error("6035"));
  CHECK(answer("0,\"t\",\"m\",3,0") == mqtt_error("6037"));
  CHECK(answer("0,\"t\",\"m\",-1,0") == mqtt_error("6037"));
  CHECK(answer("0,\"t\",\"m\",0,2") == mqtt_error("6039"));
}

TEST_CASE("mqtt.md 3: MQTTCONN, host, port and reconnect") {
  MqttModule module;
  module.link.opening = ScriptedLink::Opening::fails;
  module.configure();
  CHECK(module.command("AT+MQTTCONN=0," + quoted(128) + ",65535,0") == disconnected + error);
  CHECK(module.command("AT+MQTTCONN=0," + quoted(129) + ",1883,0") == mqtt_error("603c"));
  CHECK(module.command("AT+MQTTCONN=0,\"h\",65536,0") == mqtt_error("603e"));
  CHECK(module.command("AT+MQTTCONN=0,\"h\",-1,0") == mqtt_error("603e"));
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1883,2") == mqtt_error("6040"));
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1883,-1") == mqtt_error("6040"));
}

TEST_CASE("mqtt.md 3: topics have at most 64 bytes") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUB=0," + quoted(64) + ",\"d\",0,0") == ok);
  CHECK(module.command("AT+MQTTPUB=0," + quoted(65) + ",\"d\",0,0") == mqtt_error("6043"));
  CHECK(module.command("AT+MQTTSUB=0," + quoted(64) + ",0") == ok);
  CHECK(module.command("AT+MQTTSUB=0," + quoted(65) + ",0") == mqtt_error("6043"));
  CHECK(module.command("AT+MQTTUNSUB=0," + quoted(64)) == ok);
  CHECK(module.command("AT+MQTTUNSUB=0," + quoted(65)) == mqtt_error("6043"));
  CHECK(module.command("AT+MQTTPUBRAW=0," + quoted(65) + ",1,0,0") == mqtt_error("6043"));
  CHECK(module.command("AT+MQTTPUBRAW=0," + quoted(64) + ",1,0,0") == ok + "\r\n>");
}

TEST_CASE("mqtt.md 3: MQTTPUB data may fill the line") {
  ConnectedModule module;
  const std::size_t size = 256 - std::string_view("AT+MQTTPUB=0,\"t\",\"\",0,0\r\n").size();
  CHECK(module.command("AT+MQTTPUB=0,\"t\"," + quoted(size) + ",0,0") == ok);
  CHECK(module.command("AT+MQTTPUB=0,\"t\"," + quoted(size + 1) + ",0,0") == core_code("01030000") + error);
}

TEST_CASE("mqtt.md 3: QoS 0 to 2, retain 0 or 1") {
  ConnectedModule module;
  for (const std::string qos : {"0", "1", "2"}) CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\"," + qos + ",1") == ok);
  for (const std::string bad : {"3", "-1"}) {
    CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\"," + bad + ",0") == mqtt_error("6048"));
    CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1," + bad + ",0") == mqtt_error("6048"));
    CHECK(module.command("AT+MQTTSUB=0,\"t\"," + bad) == mqtt_error("6048"));
  }
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,2") == mqtt_error("604a"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,-1") == mqtt_error("604a"));
}

TEST_CASE("mqtt.md 3: MQTTPUBRAW, the length is at least 1 and fits into memory") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",0,0,0") == mqtt_error("604c"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",-1,0,0") == mqtt_error("604c"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",2147483647,0,0") == mqtt_error("6005"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",2147483647,0,0,0") == mqtt_error("6008"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0") == ok + "\r\n>");
}

namespace {

/// From now on the heap has so many bytes left.
void leave_memory(TestModule& module, std::optional<std::size_t> size) {
  module.receive({FirmwareDisturbed{[size](Disturbance& disturbance, Time) { disturbance.free_memory = size; }}});
}

}  // namespace

TEST_CASE("mqtt.md 3: without memory, each command fails with the code of its own allocation") {
  ConnectedModule module;
  leave_memory(module, 99);
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",100,0,0") == mqtt_error("6005"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",99,0,0") == ok + "\r\n>");
  CHECK(module.send(std::string(99, 'x')) == "+MQTTPUB:OK\r\n");
  CHECK(module.command("AT+SYSRAM?") == "+SYSRAM:99\r\n" + ok.substr(2));
  leave_memory(module, 0);
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0") == mqtt_error("604e"));
  CHECK(module.command("AT+MQTTPUBRAW=0,\"t\",1,0,0,0") == mqtt_error("6008"));
  CHECK(module.command("AT+SYSFLASH=2,\"mqtt_ca\",0,1") == mqtt_error("0002"));
  CHECK(module.command("AT+MQTTCLEAN=0") == ok);

  leave_memory(module, 3);
  CHECK(module.configure() == mqtt_error("6005"));  // "id", "u" and "p"
  CHECK(module.state() == 0);
  leave_memory(module, 4);
  CHECK(module.configure() == ok);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == mqtt_error("604f"));
  CHECK(module.state() == 1);
  leave_memory(module, std::nullopt);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == connected + ok);
}

TEST_CASE("mqtt.md 7: TLS material for which there is no memory") {
  Setup setup = TestModule::joined();
  setup.read_certificate = [](CertificateKind, int) { return CertificateItem{1000, "pem"}; };
  MqttModule module(setup);
  module.configure(3);
  leave_memory(module, 999);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0") == mqtt_code("6005") + mqtt_code("6009") + mqtt_error("600a"));
  CHECK(module.state() == 1);
  leave_memory(module, 1000);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0").ends_with(ok));
}

TEST_CASE("what AT+SYSRAM? shows when memory is short, where it also tells the least that ever was") {
  MqttModule module(TestModule::joined(), esp32c3_v5_0_0_0());
  leave_memory(module, 512);
  CHECK(module.command("AT+SYSRAM?") == "+SYSRAM:512,512\r\n" + ok.substr(2));
}

}  // namespace espat::at
