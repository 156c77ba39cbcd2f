// Whole dialogues of hosts as drivers lead them, against real peers on loopback: what each relies on in order, line ends and silence.

#include <array>
#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Udp = asio::ip::udp;
using namespace std::string_literals;

/// One thing that happens; in `text`, {port} is the port of the peer's listener, {local} the module's end of the connection, {free} a
/// free port.
struct Step {
  enum class Kind {
    command,  ///< the host sends this line
    bytes,    ///< the host sends these bytes
    says,     ///< the module says exactly this
    accepts,  ///< the peer takes the next connection
    sends,    ///< the peer sends this to the module
    gets,     ///< the peer gets exactly this
    closes    ///< the peer closes
  };
  Kind kind;
  std::string text = {};
};

Step host(std::string line) { return {Step::Kind::command, std::move(line)}; }
Step host_bytes(std::string bytes) { return {Step::Kind::bytes, std::move(bytes)}; }
Step module_says(std::string bytes) { return {Step::Kind::says, std::move(bytes)}; }
Step peer_sends(std::string bytes) { return {Step::Kind::sends, std::move(bytes)}; }
Step peer_gets(std::string bytes) { return {Step::Kind::gets, std::move(bytes)}; }
const Step peer_accepts{Step::Kind::accepts};
const Step peer_closes{Step::Kind::closes};
const Step says_ok{Step::Kind::says, std::string(ok)};
const Step says_error{Step::Kind::says, std::string(error)};
const Step says_prompt{Step::Kind::says, std::string(prompt)};

using Dialogue = std::vector<Step>;

/// A joined module, its host, and a peer with a TCP listener.
class Stage {
 public:
  explicit Stage(const std::string& profile) : module_({"--profile", profile}) { module_.join(); }

  void play(const Dialogue& dialogue) {
    for (std::size_t number = 0; number < dialogue.size(); ++number) {
      const Step step{dialogue[number].kind, filled_in(dialogue[number].text)};
      INFO("step " << number << ": " << step.text);
      take(step);
    }
    module_.says_nothing_more();
  }

 private:
  std::string filled_in(std::string text) const {
    const std::array<std::pair<std::string, std::uint16_t>, 3> places{
        {{"{port}", acceptor_.local_endpoint().port()}, {"{local}", local_port_}, {"{free}", free_}}};
    for (const auto& [name, port] : places) {
      for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;) text.replace(at, name.size(), std::to_string(port));
    }
    return text;
  }

  void take(const Step& step) {
    switch (step.kind) {
      case Step::Kind::command:
        return module_.send(step.text + "\r\n");
      case Step::Kind::bytes:
        return module_.send(step.text);
      case Step::Kind::says:
        return module_.says(step.text);
      case Step::Kind::sends:
        asio::write(peer_, asio::buffer(step.text));
        return;
      case Step::Kind::closes:
        return peer_.close();
      case Step::Kind::accepts:
        peer_ = acceptor_.accept();
        local_port_ = peer_.remote_endpoint().port();
        return;
      case Step::Kind::gets: {
        std::string got(step.text.size(), '\0');
        asio::read(peer_, asio::buffer(got));
        REQUIRE(got == step.text);
      }
    }
  }

  asio::io_context io_;
  Tcp::acceptor acceptor_{io_, {loopback, 0}};
  Tcp::socket peer_{io_};
  std::uint16_t local_port_ = 0;
  std::uint16_t free_ = unused_port();
  Module module_;
};

const std::vector<std::string> all_profiles{"esp32-v2.1.0.0", "esp8266-v2.1.0.0", "esp32c3-v3.3.0.0", "esp32c3-v5.0.0.0"};

TEST_CASE("a host in passive receive mode, which counts its links down from 4") {
  const auto profile = GENERATE(from_range(all_profiles));
  // device-commands.md 6.3 and 8.2-5.
  const std::string nobody = profile.find("v2.1") != std::string::npos ? "-1" : "0";
  const std::string others = "+CIPRECVLEN:" + nobody + "," + nobody + "," + nobody + "," + nobody + ",";
  Stage(profile).play({
      host("AT+CIPMUX=1"),
      says_ok,
      host("AT+CIPRECVMODE=1"),
      says_ok,
      host("AT+SYSSTORE=0"),
      says_ok,
      host("AT+CWMODE?"),
      module_says("+CWMODE:1\r\n\r\nOK\r\n"),
      host("AT+CIPSTART=4,\"TCP\",\"127.0.0.1\",{port}"),
      peer_accepts,
      module_says("4,CONNECT\r\n\r\nOK\r\n"),
      host("AT+CIPRECVLEN?"),
      module_says(others + "0\r\n\r\nOK\r\n"),
      // The notice comes once, however much more arrives before the first read.
      peer_sends("0123456789"),
      module_says("\r\n+IPD,4,10\r\n"),
      host("AT+CIPRECVLEN?"),
      module_says(others + "10\r\n\r\nOK\r\n"),
      host("AT+CIPRECVDATA=4,4"),
      module_says("+CIPRECVDATA:4,0123\r\nOK\r\n\r\n+IPD,4,6\r\n"),
      host("AT+CIPRECVDATA=4,512"),
      module_says("+CIPRECVDATA:6,456789\r\nOK\r\n"),
      host("AT+CIPRECVDATA=4,512"),
      says_error,
      // Whether the module lives is asked with a line that is no command.
      host("?"),
      says_error,
      host("AT+CIPSEND=4,5"),
      says_prompt,
      host_bytes("hello"),
      module_says("\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n"),
      peer_gets("hello"),
      host("AT+CIPSENDEX=4,2048"),
      says_prompt,
      host_bytes("until the end\\0"),
      module_says("\r\nRecv 13 bytes\r\n\r\nSEND OK\r\n"),
      peer_gets("until the end"),
      host("AT+CIPSTATUS"),
      module_says("STATUS:3\r\n+CIPSTATUS:4,\"TCP\",\"127.0.0.1\",{port},{local},0\r\n\r\nOK\r\n"),
      // A close waits behind what was not read.
      peer_sends("last"),
      peer_closes,
      module_says("\r\n+IPD,4,4\r\n"),
      host("AT+CIPRECVDATA=4,512"),
      module_says("+CIPRECVDATA:4,last\r\nOK\r\n4,CLOSED\r\n"),
      host("AT+CIPCLOSEMODE=4,1"),
      says_error,
      host("AT+CIPCLOSE=4"),
      says_error,
  });
}

TEST_CASE("a host in passive receive mode reads datagrams one by one, with their senders") {
  const auto profile = GENERATE(from_range(all_profiles));
  asio::io_context io;
  Udp::socket peer(io, {loopback, 0});
  const std::string port = std::to_string(peer.local_endpoint().port());
  Module module({"--profile", profile});
  module.join();
  module.command("AT+CIPMUX=1", ok);
  module.command("AT+CIPRECVMODE=1", ok);
  module.command("AT+CIPSTART=3,\"UDP\",\"127.0.0.1\"," + port + "," + std::to_string(unused_port()) + ",2", "3,CONNECT\r\n\r\nOK\r\n");
  Udp::endpoint from;
  std::string got(10, '\0');
  module.command("AT+CIPSEND=3,4,\"127.0.0.1\"," + port, prompt);
  module.send("ping");
  module.says("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
  CHECK(peer.receive_from(asio::buffer(got), from) == 4);
  peer.send_to(asio::buffer("one", 3), from);
  module.says("\r\n+IPD,3,3\r\n");
  peer.send_to(asio::buffer("three", 5), from);
  module.command("AT+CIPDINFO=1", ok);
  module.command("AT+CIPRECVDATA=3,3", "+CIPRECVDATA:3,\"127.0.0.1\"," + port + ",one\r\nOK\r\n\r\n+IPD,3,5\r\n");
  module.command("AT+CIPRECVDATA=3,5", "+CIPRECVDATA:5,\"127.0.0.1\"," + port + ",three\r\nOK\r\n");
  module.command("AT+CIPCLOSE=3", "3,CLOSED\r\n\r\nOK\r\n");
  module.says_nothing_more();
}

TEST_CASE("a host with one link, which looks at the status before and after every step") {
  const auto profile = GENERATE(from_range(all_profiles));
  Stage(profile).play({
      host("AT+CIPMUX?"),
      module_says("+CIPMUX:0\r\n\r\nOK\r\n"),
      // What ESP-AT 1 has and 2 has not tells the two apart.
      host("AT+CIPSSLSIZE=4096"),
      says_error,
      host("AT+CIPSTATUS"),
      module_says("STATUS:2\r\n\r\nOK\r\n"),
      host("AT+CIPSTART=\"TCP\",\"127.0.0.1\",{port},10"),
      peer_accepts,
      module_says("CONNECT\r\n\r\nOK\r\n"),
      host("AT+CIPSTATUS"),
      module_says("STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"127.0.0.1\",{port},{local},0\r\n\r\nOK\r\n"),
      host("AT+CIPSTART=\"TCP\",\"127.0.0.1\",{port},10"),
      says_error,
      host("AT+CIPSEND=18"),
      says_prompt,
      host_bytes("GET / HTTP/1.0\r\n\r\n"),
      module_says("\r\nRecv 18 bytes\r\n\r\nSEND OK\r\n"),
      peer_gets("GET / HTTP/1.0\r\n\r\n"),
      peer_sends("+IPD,3:abc\r\nCLOSED\r\n"),
      module_says("\r\n+IPD,20:+IPD,3:abc\r\nCLOSED\r\n\r\n"),
      peer_closes,
      module_says("CLOSED\r\n"),
      host("AT+CIPSTATUS"),
      module_says("STATUS:4\r\n\r\nOK\r\n"),
      host("AT+CIPCLOSE"),
      says_error,
      host("AT+CIPSTART=\"TCP\",\"127.0.0.1\",{free},10"),
      says_error,
  });
}

TEST_CASE("a host that sends its data in the write of the command loses them, and is asked for others") {
  const auto profile = GENERATE(from_range(all_profiles));
  Stage(profile).play({
      host("AT+CIPMUX=1"),
      says_ok,
      host("AT+CIPSTART=0,\"TCP\",\"127.0.0.1\",{port},60"),
      peer_accepts,
      module_says("0,CONNECT\r\n\r\nOK\r\n"),
      host_bytes("AT+CIPSEND=0,4\r\nlost"),
      module_says("\r\nbusy p...\r\n\r\nOK\r\n\r\n>"),
      host_bytes("kept"),
      module_says("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"),
      peer_gets("kept"),
      // A taken link is closed and tried again.
      host("AT+CIPSTART=0,\"TCP\",\"127.0.0.1\",{port},60"),
      says_error,
      host("AT+CIPCLOSE=0"),
      module_says("0,CLOSED\r\n\r\nOK\r\n"),
      host("AT+CIPSTART=0,\"TCP\",\"127.0.0.1\",{port},60"),
      peer_accepts,
      module_says("0,CONNECT\r\n\r\nOK\r\n"),
      host("AT+CIPCLOSE=5"),
      module_says("0,CLOSED\r\n\r\nOK\r\n"),
  });
}

TEST_CASE("a host that has MQTT of its own and is told of links in +LINK_CONN") {
  const auto profile = GENERATE(from_range(all_profiles));
  Mosquitto broker;
  const std::string port = std::to_string(broker.port());
  Module module({"--profile", profile});
  module.join();
  module.command("AT+SYSMSG=2", ok);
  module.command("AT+CIPMUX=1", ok);
  module.command("AT+CIPDINFO=1", ok);
  module.send("AT+CIPSTART=0,\"TCP\",\"127.0.0.1\"," + port + ",60\r\n");
  module.says("+LINK_CONN:0,0,\"TCP\",0,\"127.0.0.1\"," + port + ",");
  const std::string local_port = module.reads_until('\r');
  module.says("\n\r\nOK\r\n");
  module.command("AT+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"127.0.0.1\"," + port + "," + local_port + ",0\r\n\r\nOK\r\n");
  const auto exchange = [&](const std::string& packet, const std::string& answer) {
    module.command("AT+CIPSEND=0," + std::to_string(packet.size()), prompt);
    module.send(packet);
    module.says("\r\nRecv " + std::to_string(packet.size()) + " bytes\r\n\r\nSEND OK\r\n");
    if (!answer.empty()) {
      module.says("\r\n+IPD,0," + std::to_string(answer.size()) + ",\"127.0.0.1\"," + port + ":" + answer + "\r\n");
    }
  };
  exchange("\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x02id"s, "\x20\x02\0\0"s);  // CONNECT, CONNACK
  exchange("\x82\x06\0\x01\0\x01t\0"s, "\x90\x03\0\x01\0"s);               // SUBSCRIBE, SUBACK
  exchange("\x30\x06\0\x01t\r\nx"s, "\x30\x06\0\x01t\r\nx"s);              // PUBLISH and what it brings back
  exchange("\xc0\0"s, "\xd0\0"s);                                          // PINGREQ, PINGRESP
  exchange("\xe0\0"s, {});                                                 // DISCONNECT: the broker closes
  module.says("0,CLOSED\r\n");
  module.says_nothing_more();
}

TEST_CASE("a host for which the event is the end of the command") {
  const auto profile = GENERATE(from_range(all_profiles));
  Mosquitto broker;
  auto options = broker_at(broker.port());
  options.insert(options.end(), {"--profile", profile, "--wifi", "fresh", "--ap", "home:secret99"});
  Module module(options);
  module.says("\r\nready\r\n");
  module.command("ATE0", "ATE0\r\n\r\nOK\r\n");
  module.command("AT+CWMODE=1", ok);
  // The next line is sent at WIFI GOT IP and at +MQTTCONNECTED, before the OK is read: it meets no busy.
  module.command("AT+CWJAP=\"home\",\"secret99\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n");
  module.command("AT+MQTTUSERCFG=0,1,\"dev\",\"\",\"\",0,0,\"\"", std::string(ok) + std::string(ok));
  module.command("AT+MQTTCONNCFG=0,120,1,\"\",\"\",0,0", ok);
  module.command("AT+MQTTCONN=0,\"10.0.0.2\",1883,1", connected(1));
  module.command("AT+MQTTSUB=0,\"cmd/dev/exec\",1", std::string(ok) + std::string(ok));
  const std::string payload = "line\r\n+MQTTSUBRECV:0,\"t\",1,x";
  module.command("AT+MQTTPUBRAW=0,\"cmd/dev/exec\"," + std::to_string(payload.size()) + ",0,0", prompt);
  module.send(payload);
  module.says_in_any_order("+MQTTPUB:OK\r\n", received("cmd/dev/exec", payload));
  module.says_nothing_more();
}

TEST_CASE("a host that turns the radio off when it has no use for it") {
  const auto profile = GENERATE(from_range(all_profiles));
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  const std::string start = "AT+CIPSTART=0,\"TCP\",\"127.0.0.1\"," + std::to_string(acceptor.local_endpoint().port()) + ",7200";
  Module module({"--profile", profile, "--wifi", "fresh", "--ap", "home:secret99"});
  module.says("\r\nready\r\n");
  module.command("ATE0", "ATE0\r\n\r\nOK\r\n");
  for (const auto* line : {"AT+UART_CUR=115200,8,1,0,0", "AT+CWDHCP=1,1", "AT+CIPMUX=1", "AT+CWLAPOPT=0,23", "AT+CWMODE=1",
                           "AT+CWAUTOCONN=0", "AT+CWMODE=0"}) {
    module.command(line, ok);
  }
  // Its own address is known all the same.
  module.command("AT+CIPSTAMAC?", "+CIPSTAMAC:\"7c:df:a1:01:02:04\"\r\n\r\nOK\r\n");
  module.command("AT+CWLAP", error);
  module.command(start, error);
  module.command("AT+CWMODE=1", ok);
  module.command("AT+CWLAP", "+CWLAP:(3,\"home\",-55,6)\r\n\r\nOK\r\n");
  module.command("AT+CWHOSTNAME=\"sensor\"", ok);
  module.command("AT+CWJAP=\"home\",\"secret99\"", "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n");
  module.command(start, "0,CONNECT\r\n\r\nOK\r\n");
  // device-commands.md 6.1, 7 and 8.2-16: who closes the links, and when.
  if (profile == "esp8266-v2.1.0.0") {
    module.command("AT+CWQAP", "\r\nOK\r\n0,CLOSED\r\nWIFI DISCONNECT\r\n");
  } else {
    module.command("AT+CWQAP", std::string(profile == "esp32c3-v3.3.0.0" ? "" : "0,CLOSED\r\n") + "WIFI DISCONNECT\r\n\r\nOK\r\n");
  }
  module.command("AT+CWMODE=0", ok);
  module.command(start, error);
  module.says_nothing_more();
}

TEST_CASE("a host of the first generation of AT commands learns at once what is gone") {
  const auto profile = GENERATE(from_range(all_profiles));
  Module module({"--profile", profile});
  module.join();
  module.command("AT+CIPMUX=1", ok);
  for (const auto* line :
       {"AT+CWMODE_CUR=1", "AT+CWMODE_DEF?", "AT+CWJAP_CUR=\"home\",\"secret99\"", "AT+CWJAP_CUR?", "AT+CWDHCP_CUR=1,1", "AT+CIPSTA_CUR?",
        "AT+CWSAP_CUR=\"a\",\"secret99\",1,3", "AT+CIPSSLSIZE=4096", "AT+IPR=115200", "AT+CIPSTART=1,\"UDP\",\"127.0.0.1\",0,1112,2"}) {
    module.command(line, error);
  }
  module.says_nothing_more();
}

TEST_CASE("a host that closes each link before it opens it, and asks the module which are open") {
  const auto profile = GENERATE(from_range(all_profiles));
  // device-commands.md 8.1: they came after v2.1.
  const bool is_first = profile.find("v2.1") != std::string::npos;
  const std::string page = "\r\n+IPD,1,3:abc\r\n1,CLOSED\r\n\r\nOK\r\n>";
  Stage(profile).play({
      host("AT+CIPMUX=1"),
      says_ok,
      host("AT+CWSTATE?"),
      is_first ? says_error : module_says("+CWSTATE:2,\"espat\"\r\n\r\nOK\r\n"),
      host("AT+CIPCLOSE=1"),
      says_error,
      host("AT+CIPSTART=1,\"TCP\",\"127.0.0.1\",{port}"),
      peer_accepts,
      module_says("1,CONNECT\r\n\r\nOK\r\n"),
      host("AT+CIPSTATE?"),
      is_first ? says_error : module_says("+CIPSTATE:1,\"TCP\",\"127.0.0.1\",{port},{local},0\r\n\r\nOK\r\n"),
      peer_sends(page),
      module_says("\r\n+IPD,1," + std::to_string(page.size()) + ":" + page + "\r\n"),
      peer_closes,
      module_says("1,CLOSED\r\n"),
      host("AT+CIPSTATE?"),
      is_first ? says_error : says_ok,
      host("AT+CIPCLOSE=1"),
      says_error,
  });
}

TEST_CASE("a host that publishes at QoS 1 to a topic of its own sees each message come back, and +MQTTPUB:OK behind it") {
  const auto profile = GENERATE(from_range(all_profiles));
  Mosquitto broker;
  auto options = broker_at(broker.port());
  options.insert(options.end(), {"--profile", profile});
  Module module(options);
  module.join();
  module.connect();
  module.command("AT+MQTTSUB=0,\"own\",1", ok);
  for (int reading = 100; reading < 140; ++reading) {
    const std::string payload = std::to_string(reading);
    module.command("AT+MQTTPUBRAW=0,\"own\",3,1,0", prompt);
    module.send(payload);
    module.says_in_any_order("+MQTTPUB:OK\r\n", received("own", payload));
  }
  module.says_nothing_more();
}

}  // namespace
}  // namespace espat::test
