// TCP, UDP, SNTP and HTTP commands of the running program against real peers on loopback.

#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/echo_server.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Udp = asio::ip::udp;

std::vector<std::string> mapped(const std::string& what, std::uint16_t port) {
  return {"--map", what + "=127.0.0.1:" + std::to_string(port)};
}

/// Bytes in which no `+++` stands, and which tell where they belong.
std::string random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t at = 0; (at = bytes.find("+++", at)) != std::string::npos;) bytes[at] = '-';
  return bytes;
}

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

TEST_CASE("Five links at once: nothing is lost and nothing is mixed") {
  EchoServer server;
  Module module(mapped("10.0.0.2:7", server.port()));
  module.join();
  module.command("AT+CIPMUX=1", ok);
  for (char id = '0'; id < '5'; ++id) {
    module.command(std::string("AT+CIPSTART=") + id + R"(,"TCP","10.0.0.2",7)", std::string(1, id) + ",CONNECT\r\n\r\nOK\r\n");
  }
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    const std::string id = std::to_string(random() % 5);
    const std::string bytes = random_bytes(1 + random() % 2'000, static_cast<unsigned>(round));
    const std::string length = std::to_string(bytes.size());
    module.command("AT+CIPSEND=" + id + "," + length, prompt);
    module.send(bytes);
    module.says("\r\nRecv " + length + " bytes\r\n\r\nSEND OK\r\n");
    // The echo comes in one piece or more.
    std::string echoed;
    while (echoed.size() < bytes.size()) {
      module.says("\r\n+IPD," + id + ",");
      const std::size_t piece = std::stoul(module.reads_until(':'));
      echoed += module.reads(piece);
      module.says("\r\n");
    }
    REQUIRE(echoed == bytes);
  }
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
  // Stopped: nothing could be written for a second, which is long beside the milliseconds that the module needs for a piece.
  for (int idle = 0; idle < 100 && written < 200'000'000;) {
    boost::system::error_code error;
    const std::size_t size = peer.write_some(asio::buffer(piece), error);
    written += size;
    idle = size > 0 ? 0 : idle + 1;
    if (size == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(written < 200'000'000);
  module.reads(1'000'000);
}

TEST_CASE("A server with several clients") {
  Module module;
  module.join();
  const std::uint16_t port = free_port();
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

TEST_CASE("--clock host: the time without a server") {
  Module module({"--clock", "host"});
  module.join();
  module.command("AT+CIPSNTPCFG=1,0", ok);
  std::array<char, 8> year{};
  const std::time_t now = std::time(nullptr);
  std::strftime(year.data(), year.size(), "%Y", std::gmtime(&now));
  // The answer is on its way while the first question is asked.
  std::string answer;
  for (int i = 0; i < 1000 && answer.find(year.data()) == std::string::npos; ++i) {
    module.send("AT+CIPSNTPTIME?\r\n");
    module.says("+CIPSNTPTIME:");
    answer = module.reads_until('\n');
    module.says("OK\r\n");
  }
  CHECK(answer.find(year.data()) != std::string::npos);
}

/// Answers one request, and returns it.
std::string answer_http(Tcp::acceptor& acceptor, const std::string& response, const std::string& end = "\r\n\r\n") {
  Tcp::socket peer = acceptor.accept();
  std::string request;
  asio::read_until(peer, asio::dynamic_buffer(request), end);
  asio::write(peer, asio::buffer(response));
  return request;
}

TEST_CASE("HTTP: the commands of v2.1") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  Module module(mapped("web.example:80", acceptor.local_endpoint().port()));
  module.join();
  module.send("AT+HTTPCLIENT=2,0,\"http://web.example/a?b=1\",,,1,\"X-Test: yes\"\r\n");
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
  CHECK(answer_http(acceptor, head + std::string(1'000, 'a')) ==
        "GET /a?b=1 HTTP/1.1\r\nUser-Agent: ESP32 HTTP Client/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Test: yes\r\n"
        "Host: web.example\r\nContent-Length: 0\r\n\r\n");
  // Reads of 512 bytes, the first with the head (device-commands.md 6.3).
  const std::size_t first = 512 - head.size();
  module.says("+HTTPCLIENT:" + std::to_string(first) + "," + std::string(first, 'a') + "\r\n+HTTPCLIENT:512," + std::string(512, 'a') +
              "\r\n+HTTPCLIENT:" + std::to_string(1'000 - 512 - first) + "," + std::string(1'000 - 512 - first, 'a') + "\r\n\r\nOK\r\n");

  module.send("AT+HTTPCLIENT=3,1,,\"web.example\",\"/post\",1,\"{}\"\r\n");
  CHECK(answer_http(acceptor, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", "{}").starts_with("POST /post HTTP/1.1\r\n"));
  module.says("+HTTPCLIENT:2,ok\r\n\r\nOK\r\n");

  module.send("AT+HTTPCLIENT=1,0,\"http://web.example/\",,,1\r\n");
  answer_http(acceptor, "HTTP/1.1 200 OK\r\nServer: test\r\nContent-Length: 7\r\n\r\n");
  module.says("+HTTPCLIENT:12, Server: test\r\n+HTTPCLIENT:17, Content-Length: 7\r\n\r\nOK\r\n");

  module.send("AT+HTTPGETSIZE=\"http://web.example/file\"\r\n");
  answer_http(acceptor, "HTTP/1.1 200 OK\r\nContent-Length: 123456\r\n\r\n");
  module.says("+HTTPGETSIZE:123456\r\n\r\nOK\r\n");

  module.command("AT+SYSLOG=1", ok);
  module.send("AT+HTTPCLIENT=2,0,\"http://web.example/none\",,,1\r\n");
  answer_http(acceptor, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  module.says("ERR CODE:0x010a0194\r\n\r\nERROR\r\n");
  acceptor.close();
  module.command("AT+HTTPCLIENT=2,0,\"http://web.example/\",,,1", "ERR CODE:0x010a7002\r\n\r\nERROR\r\n");
  module.command("AT+HTTPCLIENT=2,0,\"ftp://web.example/\",,,1", error);
  module.command("AT+HTTPCLIENT=2,0,,,,1", "ERR CODE:0x01070005\r\n\r\nERROR\r\n");
}

TEST_CASE("HTTP: the commands of later versions") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  auto options = mapped("web.example:80", acceptor.local_endpoint().port());
  options.insert(options.end(), {"--profile", "esp32c3-v3.3.0.0"});
  Module module(options);
  module.join();
  module.command("AT+HTTPURLCFG=21", prompt);
  module.send("http://web.example/up");
  module.says("\r\nSET OK\r\n");
  module.command("AT+HTTPURLCFG?", "+HTTPURLCFG:21,http://web.example/up\r\n\r\nOK\r\n");
  module.command("AT+HTTPCHEAD=7", prompt);
  module.send("X-A: 12");
  module.says(ok);
  module.command("AT+HTTPCHEAD?", "+HTTPCHEAD:0,\"X-A: 12\"\r\n\r\nOK\r\n");

  module.send("AT+HTTPCGET=\"\"\r\n");
  const std::string asked = answer_http(acceptor, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ngot");
  CHECK(asked.starts_with("GET /up HTTP/1.1\r\n"));
  CHECK(asked.find("\r\nX-A: 12\r\n") != std::string::npos);
  module.says("+HTTPCGET:3,got\r\n\r\nOK\r\n");

  for (const std::string method : {"POST", "PUT"}) {
    module.command("AT+HTTPC" + method + "=\"http://web.example/x\",5,1,\"Content-Type: text/plain\"", prompt);
    module.send("hello");
    const std::string sent = answer_http(acceptor, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "hello");
    CHECK(sent.starts_with(method + " /x HTTP/1.1\r\n"));
    CHECK(sent.find("\r\nContent-Type: text/plain\r\n") != std::string::npos);
    module.says("+HTTPC" + method + ":2,ok\r\n\r\nSEND OK\r\n");
  }
  module.command("AT+HTTPURLCFG=0", ok);
  module.command("AT+HTTPCGET=\"\"", error);
}

}  // namespace
}  // namespace espat::test
