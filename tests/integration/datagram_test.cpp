// UDP links of the running program.

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

TEST_CASE("UDP: datagrams go both ways") {
  asio::io_context io;
  Udp::socket peer(io, {loopback, 0});
  Module module(mapped("10.0.0.2:9", peer.local_endpoint().port()));
  module.join();
  module.command(R"(AT+CIPSTART="UDP","10.0.0.2",9)", "CONNECT\r\n\r\nOK\r\n");
  module.command("AT+CIPDINFO=1", ok);
  module.command("AT+CIPSEND=4", prompt);
  module.send("ping");
  module.says("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
  std::string got(10, '\0');
  Udp::endpoint from;
  CHECK(peer.receive_from(asio::buffer(got), from) == 4);
  peer.send_to(asio::buffer("pong", 4), from);
  module.says("\r\n+IPD,4,\"10.0.0.2\",9:pong\r\n");
}

TEST_CASE("UDP: whom a link answers in each of its modes") {
  struct Case {
    std::string mode;
    std::string at_first, after_second;  ///< who gets what is sent after each of the two has spoken
  };
  const auto one = GENERATE(values<Case>({{"0", "named", "named"}, {"1", "first", "first"}, {"2", "first", "second"}}));
  INFO("mode " << one.mode);
  asio::io_context io;
  std::map<std::string, Udp::socket> peers;
  for (const char* name : {"named", "first", "second"}) peers.emplace(name, Udp::socket(io, {loopback, 0}));
  const auto port_of_peer = [&](const std::string& name) { return std::to_string(peers.at(name).local_endpoint().port()); };
  const Udp::endpoint here(loopback, Udp::socket(io, {loopback, 0}).local_endpoint().port());
  Module module;
  module.join();
  module.command("AT+CIPSTART=\"UDP\",\"127.0.0.1\"," + port_of_peer("named") + "," + std::to_string(here.port()) + "," + one.mode,
                 "CONNECT\r\n\r\nOK\r\n");
  const auto speaks = [&](const std::string& name) {
    peers.at(name).send_to(asio::buffer(name), here);
    module.says("\r\n+IPD," + std::to_string(name.size()) + ":" + name + "\r\n");
  };
  const auto is_answered = [&](const std::string& name, const std::string& bytes) {
    module.command("AT+CIPSEND=" + std::to_string(bytes.size()), prompt);
    module.send(bytes);
    module.says("\r\nRecv " + std::to_string(bytes.size()) + " bytes\r\n\r\nSEND OK\r\n");
    std::string got(100, '\0');
    got.resize(peers.at(name).receive(asio::buffer(got)));
    CHECK(got == bytes);
  };
  is_answered("named", "to begin with");
  speaks("first");
  is_answered(one.at_first, "one");
  speaks("second");
  is_answered(one.after_second, "two");
  for (auto& [name, socket] : peers) CHECK(socket.available() == 0);
}

}  // namespace
}  // namespace espat::test
