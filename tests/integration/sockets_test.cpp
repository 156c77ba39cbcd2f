// TCP links, passthrough and the server of the running program against real peers on loopback.

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/echo_server.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/payload.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

TEST_CASE("A name, a link, an echo; AT+RST resets what is open") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  Module module(mapped("server.example:8000", acceptor.local_endpoint().port()));
  module.join();
  module.command(R"(AT+CIPSTART="TCP","server.example",8000)", "CONNECT\r\n\r\nOK\r\n");
  Tcp::socket peer = acceptor.accept();
  module.command("AT+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"127.0.0.1\",8000," + std::to_string(peer.remote_endpoint().port()) +
                                     ",0\r\n" + std::string(ok));
  module.command("AT+CIPSEND=5", prompt);
  module.send("hello");
  module.says("\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n");
  std::string got(5, '\0');
  asio::read(peer, asio::buffer(got));
  CHECK(got == "hello");
  asio::write(peer, asio::buffer("world", 5));
  module.says("\r\n+IPD,5:world\r\n");
  module.command("AT+RST", ok);
  boost::system::error_code error;
  peer.read_some(asio::buffer(got), error);
  CHECK(error == asio::error::connection_reset);
  module.says("\r\nready\r\n");
}

TEST_CASE("AT+CIPDNS: its servers are asked when one is within reach") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  DnsServer dns{{{"server.example", "10.0.0.9"}}};
  auto options = mapped("9.9.9.9:53", dns.port());
  for (const std::string& option : mapped("10.0.0.9:8000", acceptor.local_endpoint().port())) options.push_back(option);
  Module module(options);
  module.join();
  const auto look_up = [&](const std::string& name, const std::string& ip) {
    module.command("AT+CIPDOMAIN=\"" + name + "\"", ip.empty() ? std::string(error) : "+CIPDOMAIN:" + ip + "\r\n" + std::string(ok));
  };
  module.command(R"(AT+CIPDNS=1,"1.1.1.1")", ok);
  look_up("localhost", "127.0.0.1");
  CHECK(dns.asked().empty());
  module.command(R"(AT+CIPDNS=1,"9.9.9.9")", ok);
  module.command("AT+CIPDNS?", "+CIPDNS:1,\"9.9.9.9\"\r\n" + std::string(ok));
  look_up("server.example", "10.0.0.9");
  look_up("localhost", "");
  module.command(R"(AT+PING="absent.example")", error);
  module.command(R"(AT+CIPSTART="TCP","server.example",8000)", "CONNECT\r\n\r\nOK\r\n");
  const Tcp::socket peer = acceptor.accept();
  module.command("AT+RST", ok);
  module.says("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
  module.command("ATE0", "ATE0\r\n\r\nOK\r\n");
  look_up("server.example", "10.0.0.9");
  CHECK(dns.asked() == std::vector<std::string>{"server.example", "localhost", "absent.example", "server.example", "server.example"});
  module.command("AT+CIPDNS=0", ok);
  look_up("localhost", "127.0.0.1");
  CHECK(dns.asked().size() == 5);
}

TEST_CASE("Passthrough carries megabytes both ways and changes none") {
  constexpr std::size_t size = 10'000'000;
  EchoServer server;
  Module module(mapped("10.0.0.2:7", server.port()));
  module.join();
  module.command("AT+CIPMODE=1", ok);
  module.command(R"(AT+CIPSTART="TCP","10.0.0.2",7)", "CONNECT\r\n\r\nOK\r\n");
  module.command("AT+CIPSEND", prompt);
  const std::string bytes = random_bytes(size, 1);
  std::thread host([&] {
    for (std::size_t at = 0; at < size;) {
      const auto written = ::write(module.port(), bytes.data() + at, std::min<std::size_t>(4096, size - at));
      if (written <= 0) return;
      at += static_cast<std::size_t>(written);
    }
  });
  const std::string echoed = module.reads(size);
  host.join();
  CHECK(std::hash<std::string>{}(echoed) == std::hash<std::string>{}(bytes));
}

TEST_CASE("A host that does not read stops the peer") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  Module module(mapped("10.0.0.2:7", acceptor.local_endpoint().port()));
  module.join();
  module.command(R"(AT+CIPSTART="TCP","10.0.0.2",7)", "CONNECT\r\n\r\nOK\r\n");
  Tcp::socket peer = acceptor.accept();
  peer.non_blocking(true);
  const std::string piece = random_bytes(65'536, 2);
  std::size_t written = 0;
  // Stopped: nothing can be written for a second, which is long beside the milliseconds that the module needs for a piece.
  pollfd writable{peer.native_handle(), POLLOUT, 0};
  while (written < 200'000'000 && ::poll(&writable, 1, 1'000) == 1) {
    boost::system::error_code error;
    written += peer.write_some(asio::buffer(piece), error);
  }
  CHECK(written < 200'000'000);
  module.reads(1'000'000);
}

TEST_CASE("A server with several clients") {
  Module module;
  module.join();
  const std::uint16_t port = unused_port();
  module.command("AT+CIPMUX=1", ok);
  module.command("AT+CIPSERVER=1," + std::to_string(port), ok);
  asio::io_context io;
  std::vector<Tcp::socket> clients;
  for (char id = '0'; id < '3'; ++id) {
    clients.emplace_back(io).connect({loopback, port});
    module.says(std::string(1, id) + ",CONNECT\r\n");
  }
  asio::write(clients[1], asio::buffer("from one", 8));
  module.says("\r\n+IPD,1,8:from one\r\n");
  module.command("AT+CIPSEND=2,3", prompt);
  module.send("two");
  module.says("\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n");
  std::string got(3, '\0');
  asio::read(clients[2], asio::buffer(got));
  CHECK(got == "two");
  clients[0].close();
  module.says("0,CLOSED\r\n");
  module.command("AT+CIPCLOSE=1", "1,CLOSED\r\n\r\nOK\r\n");
  boost::system::error_code error;
  clients[1].read_some(asio::buffer(got), error);
  CHECK(error == asio::error::eof);
}

}  // namespace
}  // namespace espat::test
