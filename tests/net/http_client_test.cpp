// HTTP of the sockets seam against a server that the test plays.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/net/socket_peer.hpp"

namespace espat::test {
namespace {

/// An HTTP server for one request, to which it gives this answer and then closes or not.
struct HttpExchange {
  HttpExchange(Device& device, Peer& peer, at::HttpRequest request, const std::string& answer, bool closes) {
    request.host = "127.0.0.1";
    request.port = peer.port();
    device.sockets.perform(request);
    REQUIRE(device.run_until([&] { return peer.accept(); }));
    device.await<at::HttpConnected>();
    REQUIRE(device.run_until([&] { return peer.received().ends_with("\r\n\r\n" + request.body); }));
    asked = peer.received();
    peer.write(answer);
    if (closes) peer.socket.close();
    CHECK(device.run_until([&] { return device.count<at::HttpEnded>() > 0; }));
    for (const auto& input : device.inputs) {
      if (const auto* started = std::get_if<at::HttpStarted>(&input)) status = started->status;
      if (const auto* piece = std::get_if<at::HttpBody>(&input)) body.push_back(piece->bytes);
      if (const auto* end = std::get_if<at::HttpEnded>(&input)) ended = *end;
    }
    device.inputs.clear();
  }

  std::string asked;
  int status = 0;
  std::vector<std::string> body;
  at::HttpEnded ended;
};

TEST_CASE("HTTP: a request and its response") {
  Device device;
  Peer server;
  at::HttpRequest request;
  request.target = "/a?b";
  request.headers = {{"User-Agent", "test"}};
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  SECTION("the body comes as the reads bring it") {
    request.read_size = 60;
    const HttpExchange exchange(device, server, request, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'b'), false);
    CHECK(exchange.asked == "GET /a?b HTTP/1.1\r\nUser-Agent: test\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n");
    CHECK(exchange.status == 200);
    CHECK(exchange.body == std::vector{std::string(20, 'b'), std::string(60, 'b'), std::string(20, 'b')});
    CHECK_FALSE(exchange.ended.failed);
  }
  SECTION("a body in chunks is one body; HEAD has none; without a length it ends with the connection") {
    CHECK(HttpExchange(device, server, request, "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                       false)
              .body == std::vector<std::string>{"abcde"});
    CHECK(HttpExchange(device, server, request, "HTTP/1.0 200 OK\r\n\r\nto the end", true).body == std::vector<std::string>{"to the end"});
    request.method = at::HttpMethod::head;
    CHECK(HttpExchange(device, server, request, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false).body.empty());
  }
  SECTION("a body goes out") {
    request.method = at::HttpMethod::post;
    request.body = std::string(6'000, 'u');
    const HttpExchange exchange(device, server, request, "HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n", false);
    CHECK(exchange.asked.ends_with("Content-Length: 6000\r\n\r\n" + request.body));
    CHECK(exchange.status == 201);
  }
  SECTION("what is no response, and half of one") {
    CHECK(HttpExchange(device, server, request, "220 smtp ready\r\n\r\n", false).ended.reason ==
          "the response cannot be read: bad version");
    CHECK(HttpExchange(device, server, request, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabc", true).ended.reason ==
          "the server closed the connection before the response was complete");
  }
  SECTION("nobody there; given up") {
    request.host = "127.0.0.1";
    request.port = unused_port();
    device.sockets.perform(request);
    CHECK(device.await<at::HttpEnded>().failed);
    device.sockets.perform(request);
    device.sockets.perform(at::HttpCancel{});
    device.run_for(20ms);
    CHECK(device.inputs.empty());
  }
}

}  // namespace
}  // namespace espat::test
