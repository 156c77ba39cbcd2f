// What the document says of configuration and connection (versions.md; mqtt.md 9 has what the firmware does instead).

#include <catch2/catch.hpp>

#include <memory>

#include "tests/at_engine/document_module.hpp"

namespace espat::at {
namespace {

const std::string connected_unquoted = "+MQTTCONNECTED:0,1,\"broker\",1883,\"\",0\r\n";
const std::string connected_unquoted_for_good = "+MQTTCONNECTED:0,1,\"broker\",1883,\"\",1\r\n";

/// A module in each of the states from 1 on, made by `configure` with all values set.
std::vector<std::unique_ptr<MqttModule>> modules_in_every_state() {
  std::vector<std::unique_ptr<MqttModule>> modules;
  for (int steps = 0; steps <= 5; ++steps) {
    modules.push_back(std::make_unique<MqttModule>(document()));
    MqttModule& module = *modules.back();
    module.configure();
    if (steps >= 1) module.configure_connection();
    if (steps >= 2) module.command("AT+MQTTCONN=0,\"broker\",1883,0");
    if (steps >= 3) module.command("AT+MQTTSUB=0,\"t\",0");
    if (steps >= 4) module.command("AT+MQTTUNSUB=0,\"t\"");
    if (steps >= 5) module.lose_link();
  }
  return modules;
}

}  // namespace

TEST_CASE("document: the states come in the order of the list") {
  std::string states;
  for (const auto& module : modules_in_every_state()) states += std::to_string(module->state());
  CHECK(states == "124653");
  MqttModule fresh(document());
  CHECK(fresh.state() == 0);
}

TEST_CASE("document: a command line has less than 256 bytes") {
  ConnectedModule module(document());
  const std::string start = "AT+MQTTPUB=0,\"t\",\"";
  const std::string end = "\",0,0\r\n";
  CHECK(module.send(start + std::string(255 - start.size() - end.size(), 'd') + end) == ok);
  CHECK(module.send(start + std::string(256 - start.size() - end.size(), 'd') + end) == core_code("01030000") + error);
}

TEST_CASE("document MQTTUSERCFG: ten schemes, each with its transport") {
  for (int scheme = 1; scheme <= 10; ++scheme) {
    Setup setup = TestModule::joined();
    setup.read_certificate = [](CertificateKind, int) { return CertificateItem{3, "pem"}; };
    MqttModule module(setup, document());
    CHECK(module.configure(scheme) == ok);
    module.command("AT+MQTTCONN=0,\"broker\",1883,0");
    REQUIRE(module.link.opens.size() == 1);
    CHECK(module.link.opens[0].endpoint.transport == expected_transport(scheme));
    const int verification = scheme >= 6 ? scheme - 5 : scheme;
    CHECK(module.link.opens[0].session.tls.ca.empty() == (verification != 3 && verification != 5));
    CHECK(module.link.opens[0].session.tls.certificate.empty() == (verification != 4 && verification != 5));
    CHECK(module.link.opens[0].session.tls.key.empty() == (verification != 4 && verification != 5));
  }
  MqttModule module(document());
  CHECK(module.configure(0) == short_error("6013"));
  CHECK(module.configure(11) == short_error("6013"));
}

TEST_CASE("document: link id 0 only") {
  ConnectedModule module(document());
  for (const auto* line :
       {"AT+MQTTUSERCFG=1,1,\"id\",\"u\",\"p\",0,0,\"\"", "AT+MQTTCLIENTID=1,\"x\"", "AT+MQTTUSERNAME=1,\"x\"", "AT+MQTTPASSWORD=1,\"x\"",
        "AT+MQTTCONNCFG=1,60,0,\"t\",\"m\",0,0", "AT+MQTTCONN=1,\"h\",1,0", "AT+MQTTPUB=1,\"t\",\"d\",0,0", "AT+MQTTPUBRAW=1,\"t\",1,0,0",
        "AT+MQTTSUB=1,\"t\",0", "AT+MQTTUNSUB=1,\"t\"", "AT+MQTTCLEAN=1"}) {
    CHECK(module.command(line) == short_error("6011"));
  }
}

TEST_CASE("document MQTTUSERCFG: user name and password have at most 64 bytes") {
  MqttModule module(document());
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\"," + quoted(64) + "," + quoted(64) + ",0,0,\"\"") == ok);
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\"," + quoted(65) + ",\"p\",0,0,\"\"") == short_error("6019"));
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\"," + quoted(65) + ",0,0,\"\"") == short_error("601c"));
}

TEST_CASE("document MQTTUSERCFG: the client id may fill the line") {
  MqttModule module(document());
  const std::string rest = "AT+MQTTUSERCFG=0,1,\"\",,,0,0,\"\"\r\n";
  CHECK(module.command("AT+MQTTUSERCFG=0,1," + quoted(255 - rest.size()) + ",,,0,0,\"\"") == ok);
}

TEST_CASE("document MQTTUSERCFG: certificate and CA id are 0") {
  MqttModule module(document());
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,0,\"\"") == ok);
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",1,0,\"\"") == short_error("601e"));
  CHECK(module.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,1,\"\"") == short_error("6020"));
}

TEST_CASE("document MQTTUSERCFG: the path has at most 32 bytes") {
  MqttModule module(document());
  CHECK(module.command("AT+MQTTUSERCFG=0,6,\"id\",\"u\",\"p\",0,0," + quoted(32)) == ok);
  CHECK(module.command("AT+MQTTUSERCFG=0,6,\"id\",\"u\",\"p\",0,0," + quoted(33)) == short_error("6029"));
}

TEST_CASE("document: the configuration queries answer in every state") {
  for (const auto& module : modules_in_every_state()) {
    CHECK(module->command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,1,\"id\",\"u\",\"p\",0,0,\"\"\r\n" + ok);
    CHECK(module->command("AT+MQTTCLIENTID?") == "+MQTTCLIENTID:0,\"id\"\r\n" + ok);
    CHECK(module->command("AT+MQTTUSERNAME?") == "+MQTTUSERNAME:0,\"u\"\r\n" + ok);
    CHECK(module->command("AT+MQTTPASSWORD?") == "+MQTTPASSWORD:0,\"p\"\r\n" + ok);
    const bool is_connection_configured = module->state() > 1;
    CHECK(module->command("AT+MQTTCONNCFG?") ==
          (is_connection_configured ? "+MQTTCONNCFG:0,60,0,\"lwt\",\"gone\",1,1\r\n" : "+MQTTCONNCFG:0,0,0,\"\",\"\",0,0\r\n") + ok);
  }
}

TEST_CASE("document MQTTCONNCFG: the configuration stays visible after another MQTTUSERCFG") {
  MqttModule module(document());
  module.configure();
  module.configure_connection();
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG?") == "+MQTTCONNCFG:0,60,0,\"lwt\",\"gone\",1,1\r\n" + ok);
}

TEST_CASE("document MQTTCLIENTID, MQTTUSERNAME, MQTTPASSWORD: they replace the fields of MQTTUSERCFG, also after MQTTCONNCFG") {
  MqttModule module(document());
  module.configure();
  CHECK(module.command("AT+MQTTCLIENTID=0,\"one\"") == ok);
  module.configure_connection();
  CHECK(module.command("AT+MQTTCLIENTID=0,\"another\"") == ok);
  CHECK(module.command("AT+MQTTUSERNAME=0,\"user\"") == ok);
  CHECK(module.command("AT+MQTTPASSWORD=0,\"pass\"") == ok);
  CHECK(module.state() == 2);
  CHECK(module.command("AT+MQTTUSERCFG?") == "+MQTTUSERCFG:0,1,\"another\",\"user\",\"pass\",0,0,\"\"\r\n" + ok);
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  REQUIRE(module.link.opens.size() == 1);
  CHECK(module.link.opens[0].session.client_id == "another");
  CHECK(module.link.opens[0].session.username == "user");
  CHECK(module.link.opens[0].session.password == "pass");
}

TEST_CASE("document MQTTCLIENTID, MQTTUSERNAME, MQTTPASSWORD: only after MQTTUSERCFG") {
  MqttModule module(document());
  for (const std::string name : {"CLIENTID", "USERNAME", "PASSWORD"}) {
    CHECK(module.command("AT+MQTT" + name + "=0,\"x\"") == short_error("6002"));
    module.configure();
    CHECK(module.command("AT+MQTT" + name + "=0,\"x\"") == ok);
    module.command("AT+MQTTCLEAN=0");
  }
}

TEST_CASE("document MQTTCLIENTID, MQTTUSERNAME, MQTTPASSWORD: longer values than MQTTUSERCFG takes, as far as the line") {
  MqttModule module(document());
  module.configure();
  for (const std::string name : {"CLIENTID", "USERNAME", "PASSWORD"}) {
    const std::string value = quoted(255 - std::string("AT+MQTT" + name + "=0,\"\"\r\n").size());
    CHECK(module.command("AT+MQTT" + name + "=0," + value) == ok);
    CHECK(module.command("AT+MQTT" + name + "?") == "+MQTT" + name + ":0," + value + "\r\n" + ok);
  }
}

TEST_CASE("document MQTTCONNCFG: keepalive 0 to 7200 s, 0 stands for 120") {
  MqttModule module(document());
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG=0,7200,0,\"t\",\"m\",0,0") == ok);
  CHECK(module.command("AT+MQTTCONNCFG=0,7201,0,\"t\",\"m\",0,0") == short_error("602d"));
  CHECK(module.command("AT+MQTTCONNCFG=0,0,0,\"t\",\"m\",0,0") == ok);
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  REQUIRE(module.link.opens.size() == 1);
  CHECK(module.link.opens[0].session.keepalive == std::chrono::seconds{120});
}

TEST_CASE("document MQTTCONNCFG: a ping follows within keepalive, and one without an answer ends the connection") {
  MqttModule module(document());
  module.configure();
  module.command("AT+MQTTCONNCFG=0,60,0,\"\",\"\",0,0");
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  CHECK(module.advance(Duration{60'000}).empty());
  CHECK_FALSE(module.link.pings.empty());
  module.link.answers_pings = false;
  CHECK(module.advance(Duration{90'000}) == disconnected);
}

TEST_CASE("document MQTTCONNCFG: disable_clean_session 0 gives a clean session, 1 does not") {
  for (const bool disable : {false, true}) {
    MqttModule module(document());
    module.configure();
    CHECK(module.command("AT+MQTTCONNCFG=0,60," + std::to_string(disable) + ",\"t\",\"m\",0,0") == ok);
    module.command("AT+MQTTCONN=0,\"broker\",1883,0");
    REQUIRE(module.link.opens.size() == 1);
    CHECK(module.link.opens[0].session.clean_session == !disable);
  }
  MqttModule module(document());
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG=0,60,,\"t\",\"m\",0,0") == short_error("602e"));
  CHECK(module.command("AT+MQTTCONNCFG=0,60,2,\"t\",\"m\",0,0") == short_error("602f"));
}

TEST_CASE("document MQTTCONNCFG: the will has at most 64 bytes in topic and message, QoS 0 to 2, retain 0 or 1") {
  MqttModule module(document());
  module.configure();
  const auto answer = [&module](const std::string& will) { return module.command("AT+MQTTCONNCFG=0,60,0," + will); };
  CHECK(answer(quoted(65) + ",\"m\",0,0") == short_error("6032"));
  CHECK(answer("\"t\"," + quoted(65) + ",0,0") == short_error("6035"));
  CHECK(answer("\"t\",\"m\",3,0") == short_error("6037"));
  CHECK(answer("\"t\",\"m\",0,2") == short_error("6039"));
  CHECK(answer(quoted(64) + "," + quoted(64) + ",2,1") == ok);
  module.command("AT+MQTTCONN=0,\"broker\",1883,0");
  REQUIRE(module.link.opens.size() == 1);
  REQUIRE(module.link.opens[0].session.will.has_value());
  CHECK(module.link.opens[0].session.will->topic == std::string(64, 'y'));
  CHECK(module.link.opens[0].session.will->message == std::string(64, 'y'));
  CHECK(module.link.opens[0].session.will->qos == 2);
  CHECK(module.link.opens[0].session.will->retain);
}

TEST_CASE("document MQTTCONNCFG: QoS and retain of the will default to 0") {
  MqttModule module(document());
  module.configure();
  CHECK(module.command("AT+MQTTCONNCFG=0,60,0,\"t\",\"m\",,") == ok);
  CHECK(module.command("AT+MQTTCONNCFG?") == "+MQTTCONNCFG:0,60,0,\"t\",\"m\",0,0\r\n" + ok);
}

TEST_CASE("document MQTTCONN: OK when connected, after a +MQTTCONNECTED whose port is unquoted") {
  MqttModule module(document());
  CHECK(module.connect() == connected_unquoted + ok);
}

TEST_CASE("document MQTTCONN: a failed one tells of no disconnection, and leaves the state as it was") {
  for (const auto opening : {ScriptedLink::Opening::fails, ScriptedLink::Opening::refuses_client, ScriptedLink::Opening::lacks_connack}) {
    MqttModule module(document());
    module.link.opening = opening;
    std::string answer = module.connect();
    answer += module.advance(Duration{10'001});
    CHECK(answer == error);
    CHECK(module.state() == 1);
    module.configure_connection();
    answer = module.command("AT+MQTTCONN=0,\"broker\",1883,0");
    answer += module.advance(Duration{10'001});
    CHECK(answer == error);
    CHECK(module.state() == 2);
  }
}

TEST_CASE("document MQTTCONN: host at most 128 bytes, port at most 65535, reconnect 0 or 1") {
  MqttModule module(document());
  module.configure();
  CHECK(module.command("AT+MQTTCONN=0," + quoted(129) + ",1883,0") == short_error("603c"));
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",65536,0") == short_error("603e"));
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,2") == short_error("6040"));
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",1883,") == short_error("603f"));
  const std::string host(128, 'y');
  CHECK(module.command("AT+MQTTCONN=0,\"" + host + "\",65535,0") == "+MQTTCONNECTED:0,1,\"" + host + "\",65535,\"\",0\r\n" + ok);
}

TEST_CASE("document MQTTCONN: reconnect 0 stays disconnected") {
  ConnectedModule module(document());
  CHECK(module.lose_link() == disconnected);
  CHECK(module.advance(Duration{60'000}).empty());
  CHECK(module.link.opens.size() == 1);
}

TEST_CASE("document MQTTCONN: reconnect 1 connects again, and says nothing of attempts that fail") {
  ConnectedModule module(document(), true);
  module.command("AT+MQTTSUB=0,\"t\",1");
  CHECK(module.lose_link() == disconnected);
  module.link.opening = ScriptedLink::Opening::fails;
  CHECK(module.advance(Duration{40'000}).empty());
  CHECK(module.link.opens.size() > 2);
  module.link.opening = ScriptedLink::Opening::succeeds;
  CHECK(module.advance(Duration{20'000}) == connected_unquoted_for_good);
  CHECK(module.link.subscribes.size() == 2);
}

TEST_CASE("document MQTTCONN: the query shows state, scheme and where the module is connected to, the port unquoted") {
  MqttModule module(document());
  CHECK(module.command("AT+MQTTCONN?") == "+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n" + ok);
  module.command("AT+MQTTUSERCFG=0,6,\"id\",\"u\",\"p\",0,0,\"mqtt\"");
  module.command("AT+MQTTCONN=0,\"broker\",80,1");
  CHECK(module.command("AT+MQTTCONN?") == "+MQTTCONN:0,4,6,\"broker\",80,\"/mqtt\",1\r\n" + ok);
}

TEST_CASE("document MQTTCONN: a second one has the code of its state") {
  ConnectedModule module(document());
  const std::string again = "AT+MQTTCONN=0,\"broker\",1883,0";
  CHECK(module.command(again) == short_error("6004"));
  module.lose_link();
  CHECK(module.command(again) == short_error("6051"));
}

TEST_CASE("document: error codes are printed as the table has them, after AT+SYSLOG=1") {
  MqttModule module(document());
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,0") == "ERR CODE:0x00006001\r\n" + error);
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0") == "ERR CODE:0x00006006\r\n" + error);
  CHECK(module.command("AT+NOTHING") == "ERR CODE:0x01090000\r\n" + error);
  module.command("AT+SYSLOG=0");
  CHECK(module.command("AT+MQTTCONN=0,\"h\",1,0") == error);
}

TEST_CASE("document: MQTTCONN may take longer than 10 s, each stage has 10 s of its own") {
  MqttModule module(document());
  module.link.opening = ScriptedLink::Opening::stays_silent;
  module.configure(2);
  CHECK(module.command("AT+MQTTCONN=0,\"broker\",8883,0").empty());
  CHECK(module.advance(Duration{9'000}).empty());
  CHECK(module.receive({MqttTransportOpened{module.attempt()}}).empty());
  CHECK(module.advance(Duration{9'000}).empty());
  CHECK(module.receive({MqttOpened{module.attempt()}}) == "+MQTTCONNECTED:0,2,\"broker\",8883,\"\",0\r\n" + ok);
}

TEST_CASE("document: the end of a connection is told") {
  ConnectedModule module(document());
  CHECK(module.lose_link() == disconnected);
  ConnectedModule joined(document());
  CHECK(joined.command("AT+CWQAP") == "WIFI DISCONNECT\r\n" + disconnected + ok);
}

}  // namespace espat::at
