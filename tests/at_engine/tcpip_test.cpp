// The TCP/IP commands of v2.1.0.0, which no recording covers (device-commands.md 6.3, 7). Later versions: tests/conformance/tcpip.jsonl.

#include <array>
#include <catch2/catch.hpp>
#include <optional>
#include <utility>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// A module of v2.1 with the echo off, on a network that takes what it is given.
class TcpipModule : public MqttModule {
 public:
  using MqttModule::MqttModule;

  /// A command line, and what the network answers to it.
  std::string run(std::string_view line) { return settle(command(line)); }
  std::string type(std::string_view data) { return settle(send(data)); }
  std::string bring(const Input& input) { return settle(receive({input})); }
  std::string wait(Duration duration) { return settle(advance(duration)); }

  std::optional<SocketOpen> opened;
  std::optional<ServerListen> server;
  std::string sent;
  Socket socket = 0;

 private:
  std::string settle(std::string text) {
    for (Effects effects = take_other_effects(); !effects.empty(); effects = take_other_effects()) {
      for (const Effect& effect : effects) {
        for (const Input& input : answer(effect)) text += receive({input});
      }
    }
    return text;
  }

  Inputs answer(const Effect& effect) {
    if (const auto* name = std::get_if<ResolveName>(&effect)) return {NameResolved{name->query, "93.184.216.34"}};
    if (const auto* open = std::get_if<SocketOpen>(&effect)) {
      opened = *open;
      socket = open->socket;
      return {SocketOpened{socket, open->remote, 50'001}};
    }
    if (const auto* datagrams = std::get_if<DatagramOpen>(&effect)) {
      socket = datagrams->socket;
      return {SocketOpened{socket, {}, datagrams->local_port}};
    }
    if (const auto* bytes = std::get_if<SocketSend>(&effect)) {
      sent += bytes->bytes;
      return {SocketSent{bytes->socket}};
    }
    if (const auto* close = std::get_if<SocketClose>(&effect)) return {SocketClosed{close->socket}};
    if (const auto* listen = std::get_if<ServerListen>(&effect)) {
      server = *listen;
      return {ServerListening{}};
    }
    if (const auto* ping = std::get_if<PingHost>(&effect)) return {PingAnswered{ping->query, Duration(12)}};
    if (const auto* time = std::get_if<AskTime>(&effect)) return {TimeReceived{time->query, 1'600'000'000}};
    return {};
  }
};

const std::string start = "AT+CIPSTART=\"TCP\",\"host\",80";
const std::string started = "CONNECT\r\n\r\nOK\r\n";
const std::string prompt = "\r\nOK\r\n\r\n>";

TEST_CASE("v2.1 answers TCP/IP commands without a link as its row says") {
  const auto [line, answer] = GENERATE(table<std::string, std::string>({
      {"AT+CIPMUX?", "+CIPMUX:0\r\n\r\nOK\r\n"},
      {"AT+CIPMODE?", "+CIPMODE:0\r\n\r\nOK\r\n"},
      {"AT+CIPSTATUS", "STATUS:2\r\n\r\nOK\r\n"},
      {"AT+CIPSTATE?", "ERR CODE:0x01090000\r\n\r\nERROR\r\n"},
      {"AT+CIPSENDL=5", "ERR CODE:0x01090000\r\n\r\nERROR\r\n"},
      {"AT+CIPRECVTYPE=1", "ERR CODE:0x01090000\r\n\r\nERROR\r\n"},
      {"AT+CIPSTART=\"TCP\",\"host\"", "ERR CODE:0x01060102\r\n\r\nERROR\r\n"},
      {"AT+CIPSTART=\"TCPv6\",\"host\",80", "\r\nERROR\r\n"},
      {"AT+CIPSEND=5", "\r\nERROR\r\n"},
      {"AT+CIPCLOSE", "\r\nERROR\r\n"},
      {"AT+CIPRECVLEN?", "+CIPRECVLEN:-1\r\n\r\nOK\r\n"},
      {"AT+CIPDINFO?", "+CIPDINFO:false\r\nOK\r\n"},
      {"AT+CIPDOMAIN=\"host\"", "+CIPDOMAIN:93.184.216.34\r\n\r\nOK\r\n"},
      {"AT+CIPDOMAIN=\"1.2.3.4\"", "+CIPDOMAIN:1.2.3.4\r\n\r\nOK\r\n"},
      {"AT+PING=\"host\"", "+PING:12\r\n\r\nOK\r\n"},
      {"AT+CIPSTO?", "+CIPSTO:0\r\n\r\nOK\r\n"},
      {"AT+CIPSTO=5", "\r\nERROR\r\n"},
      {"AT+CIPSERVER?", "+CIPSERVER:0\r\n\r\nOK\r\n"},
      {"AT+CIPSERVER=1,80", "\r\nERROR\r\n"},
      {"AT+CIPRECONNINTV?", "+CIPRECONNINTV:1\r\n\r\nOK\r\n"},
      {"AT+SAVETRANSLINK=2", "ERR CODE:0x01070002\r\n\r\nERROR\r\n"},
      {"AT+SAVETRANSLINK=0", "\r\nOK\r\n"},
      {"AT+CIPSNTPCFG?", "+CIPSNTPCFG:0\r\n\r\nOK\r\n"},
      {"AT+CIPSNTPCFG=1,14", "\r\nERROR\r\n"},
      {"AT+CIPSNTPTIME?", "+CIPSNTPTIME:Thu Jan  1 00:00:00 1970\r\nOK\r\n"},
      {"AT+CIPSSLCCONF=0", "\r\nOK\r\n"},
      {"AT+CIPTCPOPT?",
       "+CIPTCPOPT:0,-1,0,0\r\n+CIPTCPOPT:1,-1,0,0\r\n+CIPTCPOPT:2,-1,0,0\r\n+CIPTCPOPT:3,-1,0,0\r\n+CIPTCPOPT:4,-1,0,0\r\n\r\nOK\r\n"},
      {"AT+CIPSSLCCONF=3,0,0", "NO CERT FOUND\r\nNO PRVT_KEY FOUND\r\nNO CA FOUND\r\n\r\nOK\r\n"},
  }));
  TcpipModule module;
  CHECK(module.run(line) == answer);
}

TEST_CASE("v2.1 sends at most 2048 bytes, and hangs when asked to send none") {
  TcpipModule module;
  REQUIRE(module.run(start) == started);
  CHECK(module.opened->remote == SocketAddress{"93.184.216.34", 80});
  CHECK(module.run("AT+CIPSTATUS") == "STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"93.184.216.34\",80,50001,0\r\n\r\nOK\r\n");
  CHECK(module.run("AT+CIPSEND=2049") == error);
  CHECK(module.run("AT+CIPSEND=4") == prompt);
  CHECK(module.type("pingAT\r\n") == busy + "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
  CHECK(module.sent == "ping");
  CHECK(module.run("AT+CIPSEND=4") == prompt);
  CHECK(module.type("+++") == "\r\nSEND Canceled\r\n");
  CHECK(module.run("AT+CIPSEND=0") == prompt);
  CHECK(module.type("AT\r\n").empty());
}

TEST_CASE("v2.1 ends AT+CIPSENDEX at \\0 and leaves every other backslash alone") {
  TcpipModule module;
  REQUIRE(module.run(start) == started);
  REQUIRE(module.run("AT+CIPSENDEX=20") == prompt);
  CHECK(module.type("a\\nb\\") == "");
  CHECK(module.type("0rest") == "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
  CHECK(module.sent == "a\\nb");
}

TEST_CASE("v2.1 delivers received data at once, or when it is asked for") {
  TcpipModule module;
  REQUIRE(module.run(start) == started);
  CHECK(module.bring(SocketReceived{module.socket, "hello", {}}) == "\r\n+IPD,5:hello\r\n");
  CHECK(module.run("AT+CIPDINFO=1") == ok);
  CHECK(module.bring(SocketReceived{module.socket, "x", {}}) == "\r\n+IPD,1,\"93.184.216.34\",80:x\r\n");
  CHECK(module.run("AT+CIPRECVMODE=1") == ok);
  CHECK(module.bring(SocketReceived{module.socket, "0123456789", {}}) == "\r\n+IPD,10\r\n");
  CHECK(module.run("AT+CIPRECVDATA=4") == "+CIPRECVDATA:4,\"93.184.216.34\",80,0123\r\nOK\r\n\r\n+IPD,6\r\n");
  CHECK(module.bring(SocketEnded{module.socket, false}).empty());
  CHECK(module.run("AT+CIPRECVDATA=100") == "+CIPRECVDATA:6,\"93.184.216.34\",80,456789\r\nOK\r\nCLOSED\r\n");
  CHECK(module.run("AT+CIPSTATUS") == "STATUS:4\r\n\r\nOK\r\n");
}

TEST_CASE("Packets of passthrough have the size of the chip") {
  const auto [profile, size] = GENERATE(table<const Profile*, std::size_t>({{&esp32_v2_1_0_0(), 2'920}, {&esp8266_v2_1_0_0(), 1'460}}));
  TcpipModule module(*profile);
  REQUIRE(module.run(start) == started);
  REQUIRE(module.run("AT+CIPMODE=1") == ok);
  REQUIRE(module.run("AT+CIPSEND") == prompt);
  CHECK(module.type(std::string(size + 1, 'x')).empty());
  CHECK(module.sent.size() == size);
  CHECK(module.wait(Duration(20)).empty());
  CHECK(module.sent.size() == size + 1);
  CHECK(module.bring(SocketReceived{module.socket, "raw", {}}) == "raw");
  CHECK(module.type("+++").empty());
  CHECK(module.run("AT+CIPMODE?") == "+CIPMODE:1\r\n\r\nOK\r\n");
}

TEST_CASE("In passthrough nothing is said of Wi-Fi") {
  const bool passes_through = GENERATE(true, false);
  TcpipModule module;
  REQUIRE(module.run("AT+CWJAP=\"home\",\"password\",,0,1").ends_with(ok));
  REQUIRE(module.run(start) == started);
  REQUIRE(module.run("AT+CIPMODE=1") == ok);
  if (passes_through) REQUIRE(module.run("AT+CIPSEND") == prompt);
  const std::string said = module.bring(AccessPointLost{}) + module.wait(Duration(30'000));
  CHECK(said == (passes_through ? "" : "CLOSED\r\nWIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n"));
}

TEST_CASE("v2.1 closes its links before it says that the access point is lost") {
  TcpipModule module;
  REQUIRE(module.run("AT+CIPMUX=1") == ok);
  REQUIRE(module.run("AT+CIPSTART=2,\"TCP\",\"host\",80") == "2,CONNECT\r\n\r\nOK\r\n");
  CHECK(module.run("AT+CIPMODE=1") == error);
  CHECK(module.run("AT+CWQAP") == "2,CLOSED\r\nWIFI DISCONNECT\r\n\r\nOK\r\n");
  CHECK(module.run("AT+CIPSTATUS") == "STATUS:5\r\n\r\nOK\r\n");
}

TEST_CASE("An SSL link of v2.1 shows and checks what AT+CIPSSLCCONF asks for") {
  const auto [profile, has_dates] = GENERATE(table<const Profile*, bool>({{&esp32_v2_1_0_0(), true}, {&esp8266_v2_1_0_0(), false}}));
  Setup setup = TestModule::joined();
  setup.read_certificate = [](CertificateKind kind, int id) {
    const std::array<std::string, 3> kinds{"ca", "certificate", "key"};
    const std::string content = kinds.at(static_cast<std::size_t>(kind)) + std::to_string(id);
    return CertificateItem{static_cast<int>(content.size()), content};
  };
  TcpipModule module(setup, *profile);
  REQUIRE(module.run("AT+CIPSSLCCONF=3,1,0") == ok);
  REQUIRE(module.run("AT+CIPSSLCSNI=\"sni\"") == ok);
  REQUIRE(module.run("AT+CIPSSLCCN=\"name\"") == ok);
  REQUIRE(module.run("AT+CIPSSLCALPN=2,\"h2\",\"http/1.1\"") == ok);
  REQUIRE(module.run("AT+SYSTIMESTAMP=1600000000") == ok);
  REQUIRE(module.run("AT+CIPSTART=\"SSL\",\"host\",443") == started);
  const TlsCredentials& tls = *module.opened->tls;
  CHECK(tls.ca == "ca0");
  CHECK(tls.certificate == "certificate1");
  CHECK(tls.key == "key1");
  CHECK(tls.server_name == "sni");
  CHECK(tls.expected_name == "name");
  CHECK(tls.checks_host_name);
  CHECK(tls.protocols == std::vector<std::string>{"h2", "http/1.1"});
  CHECK(tls.valid_at == (has_dates ? std::optional<std::int64_t>(1'600'000'000) : std::nullopt));
}

TEST_CASE("The server of v2.1 takes a type on ESP32 alone") {
  const auto [profile, answer] = GENERATE(table<const Profile*, std::string>({{&esp32_v2_1_0_0(), ok}, {&esp8266_v2_1_0_0(), error}}));
  TcpipModule module(*profile);
  REQUIRE(module.run("AT+CIPMUX=1") == ok);
  CHECK(module.run("AT+CIPSERVER=1,443,\"SSL\",0") == answer);
  CHECK(module.run("AT+CIPSERVER=0") == ok);
  REQUIRE(module.run("AT+CIPSERVER=1") == ok);
  CHECK(module.server->port == 333);
  CHECK(module.run("AT+CIPSERVER?") == "+CIPSERVER:1,333,\"TCP\",0\r\n\r\nOK\r\n");
  CHECK(module.bring(SocketAccepted{first_accepted, {"10.0.0.1", 4'000}, 333}) == "0,CONNECT\r\n");
  CHECK(module.bring(SocketReceived{first_accepted, "hi", {}}) == "\r\n+IPD,0,2:hi\r\n");
  CHECK(module.bring(SocketEnded{first_accepted, true}) == "0,CLOSED\r\n");
}

TEST_CASE("SNTP of v2.1 sets the clock without a word") {
  TcpipModule module;
  CHECK(module.run("AT+CIPSNTPCFG=1,8") == ok);
  CHECK(module.run("AT+CIPSNTPCFG?") == "+CIPSNTPCFG:1,8,\"cn.ntp.org.cn\",\"ntp.sjtu.edu.cn\",\"us.pool.ntp.org\"\r\n\r\nOK\r\n");
  CHECK(module.run("AT+CIPSNTPTIME?") == "+CIPSNTPTIME:Sun Sep 13 20:26:40 2020\r\nOK\r\n");
}

}  // namespace
}  // namespace espat::at
