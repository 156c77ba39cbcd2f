// HTTP and HTTPS commands of the running program against real servers on loopback (device-commands.md 6.3).

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "net/asio.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/tls_material.hpp"
#include "tests/support/tls_peer.hpp"

namespace espat::test {
namespace {

namespace asio = net::asio;
using Tcp = asio::ip::tcp;

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
  auto options = mapped("web.example", acceptor.local_endpoint().port());
  options.insert(options.end(), {"--map", "down.example=127.0.0.1:" + std::to_string(unused_port())});
  Module module(options);
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
  module.command("AT+HTTPCLIENT=2,0,\"http://down.example/\",,,1", "ERR CODE:0x010a7002\r\n\r\nERROR\r\n");
  module.command("AT+HTTPCLIENT=2,0,\"ftp://web.example/\",,,1", error);
  module.command("AT+HTTPCLIENT=2,0,,,,1", "ERR CODE:0x01070005\r\n\r\nERROR\r\n");
}

TEST_CASE("HTTP: the commands of later versions") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  auto options = mapped("web.example", acceptor.local_endpoint().port());
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

TEST_CASE("HTTPS: any certificate will do, and the name goes along") {
  TlsPeer server(their_ca().issue(contents("server", {"other.example"}, 2010, 2011)));
  const auto [profile, line, says] = GENERATE(table<std::string, std::string, std::string>({
      {"esp32-v2.1.0.0", R"(AT+HTTPCLIENT=2,0,"https://web.example/a",,,2)", "+HTTPCLIENT:4,body\r\n\r\nOK\r\n"},
      {"esp32-v2.1.0.0", R"(AT+HTTPCLIENT=2,0,,"web.example","/a",2)", "+HTTPCLIENT:4,body\r\n\r\nOK\r\n"},
      {"esp32c3-v3.3.0.0", R"(AT+HTTPCGET="https://web.example/a")", "+HTTPCGET:4,body\r\n\r\nOK\r\n"},
  }));
  INFO(profile << ": " << line);
  auto options = mapped("web.example", server.port());
  options.insert(options.end(), {"--profile", profile});
  Module module(options);
  module.join();
  module.send(line + "\r\n");
  REQUIRE(server.accept());
  CHECK(server.server_name() == "web.example");
  CHECK(server.client_name().empty());
  CHECK(server.read_until("\r\n\r\n").starts_with("GET /a HTTP/1.1\r\n"));
  server.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
  module.says(says);
  module.says_nothing_more();
}

}  // namespace
}  // namespace espat::test
