#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

struct Connection {
  std::string answer;
  MqttEndpoint endpoint;
  MqttSession session;
};

Connection connect(int scheme, const std::string& host, const std::string& port, const std::string& path) {
  Setup setup = TestModule::joined();
  setup.read_certificate = [](CertificateKind, int) { return CertificateItem{3, "pem"}; };
  MqttModule module(setup);
  module.command("AT+MQTTUSERCFG=0," + std::to_string(scheme) + ",\"id\",\"u\",\"p\",0,0,\"" + path + "\"");
  const std::string answer = module.command("AT+MQTTCONN=0,\"" + host + "\"," + port + ",0");
  if (module.link.opens.empty()) return {answer, {}, {}};
  return {answer, module.link.opens[0].endpoint, module.link.opens[0].session};
}

}  // namespace

TEST_CASE("mqtt.md 1.3: each scheme has its transport, and is printed") {
  for (int scheme = 1; scheme <= 10; ++scheme) {
    const Connection connection = connect(scheme, "broker", "1234", "mqtt");
    CHECK(connection.endpoint.transport == expected_transport(scheme));
    CHECK(connection.endpoint.host == "broker");
    CHECK(connection.endpoint.port == 1234);
    const std::string path = scheme >= 6 ? "/mqtt" : "";
    CHECK(connection.endpoint.path == path);
    CHECK(connection.answer == "+MQTTCONNECTED:0," + std::to_string(scheme) + ",\"broker\",\"1234\",\"" + path + "\",0\r\n" + ok);
  }
}

TEST_CASE("mqtt.md 1.3: the path gets one more slash in front") {
  for (const auto& [typed, printed] : {std::pair{"mqtt", "/mqtt"}, {"", "/"}, {"/mqtt", "//mqtt"}}) {
    const Connection connection = connect(6, "broker", "80", typed);
    CHECK(connection.endpoint.path == printed);
    CHECK(connection.answer == "+MQTTCONNECTED:0,6,\"broker\",\"80\",\"" + std::string(printed) + "\",0\r\n" + ok);
  }
}

TEST_CASE("mqtt.md 1.3: query and fragment are cut from the path") {
  for (const std::string path : {"mqtt?a=b", "mqtt#c", "mqtt?a#c", "mqtt#c?a"}) {
    const Connection connection = connect(6, "broker", "80", path);
    CHECK(connection.endpoint.path == "/mqtt");
    CHECK(connection.answer == "+MQTTCONNECTED:0,6,\"broker\",\"80\",\"/mqtt\",0\r\n" + ok);
  }
}

TEST_CASE("mqtt.md 1.3: user:pass@ in the host overrides the configuration, and is not printed") {
  const Connection connection = connect(1, "anna:secret@broker", "1883", "");
  CHECK(connection.session.username == "anna");
  CHECK(connection.session.password == "secret");
  CHECK(connection.endpoint.host == "broker");
  CHECK(connection.answer == connected + ok);
}

TEST_CASE("mqtt.md 1.3: port 0 is printed as 0 and stands for the default port") {
  for (const auto& [scheme, port] : {std::pair{1, 1883}, {2, 8883}, {6, 80}, {7, 443}}) {
    const Connection connection = connect(scheme, "broker", "0", "");
    CHECK(connection.endpoint.port == port);
    CHECK(connection.answer.find("\"broker\",\"0\"") != std::string::npos);
  }
}

TEST_CASE("mqtt.md 3: characters that no URI can hold give 600B, and the state stays") {
  MqttModule module;
  module.configure();
  for (const std::string host : {"my broker", "bro\tker", "broker|", "\x80"}) {
    CHECK(module.command("AT+MQTTCONN=0,\"" + host + "\",1883,0") == mqtt_error("600b"));
    CHECK(module.state() == 1);
  }
  CHECK(module.link.opens.empty());
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,0") == connected + ok);
}

TEST_CASE("mqtt.md 7: what a scheme needs is loaded in the order CA, certificate, key") {
  const auto codes = [](const std::string& first) { return mqtt_code(first) + mqtt_code("6009") + mqtt_error("600a"); };
  for (const auto& [scheme, code] : {std::pair{3, "6021"}, {8, "6021"}, {4, "6023"}, {9, "6023"}, {5, "6021"}, {10, "6021"}}) {
    MqttModule module;
    module.configure(scheme);
    CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0") == codes(code));
    CHECK(module.state() == 1);
    CHECK(module.link.opens.empty());
  }
}

TEST_CASE("mqtt.md 7: a missing item has a code of its own") {
  const std::vector<std::pair<CertificateKind, std::string>> kinds{
      {CertificateKind::ca, "6021"}, {CertificateKind::certificate, "6023"}, {CertificateKind::key, "6025"}};
  for (const auto& [missing, code] : kinds) {
    Setup setup = TestModule::joined();
    setup.read_certificate = [missing = missing](CertificateKind kind, int) {
      return kind == missing ? CertificateItem{} : CertificateItem{3, "pem"};
    };
    MqttModule module(setup);
    module.configure(5);
    CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0") == mqtt_code(code) + mqtt_code("6009") + mqtt_error("600a"));
  }
}

TEST_CASE("mqtt.md 7: an item that is shorter than announced has a code of its own") {
  const auto codes = [](const std::string& first) { return mqtt_code(first) + mqtt_code("6009") + mqtt_error("600a"); };
  const std::vector<std::pair<CertificateKind, std::string>> kinds{
      {CertificateKind::ca, "6022"}, {CertificateKind::certificate, "6024"}, {CertificateKind::key, "6026"}};
  for (const auto& [broken, code] : kinds) {
    Setup setup = TestModule::joined();
    setup.read_certificate = [broken = broken](CertificateKind kind, int) {
      return kind == broken ? CertificateItem{100, std::nullopt} : CertificateItem{3, "pem"};
    };
    MqttModule module(setup);
    module.configure(5);
    CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0") == codes(code));
  }
}

TEST_CASE("mqtt.md 7: the ids choose the items, which go with the connection") {
  Setup setup = TestModule::joined();
  setup.read_certificate = [](CertificateKind kind, int id) {
    const std::string name = kind == CertificateKind::ca ? "ca" : kind == CertificateKind::key ? "key" : "certificate";
    return CertificateItem{8, name + std::to_string(id)};
  };
  MqttModule module(setup);
  module.command("AT+MQTTUSERCFG=0,5,\"id\",\"u\",\"p\",1,0,\"\"");
  module.take_log();
  module.command("AT+MQTTCONN=0,\"broker\",8883,0");
  CHECK(module.link.opens[0].session.tls.ca == "ca0");
  CHECK(module.link.opens[0].session.tls.certificate == "certificate1");
  CHECK(module.link.opens[0].session.tls.key == "key1");
  CHECK(module.take_log().find("ca len:8\ncert len:8\nkey len:8\n") != std::string::npos);
}

}  // namespace espat::at
