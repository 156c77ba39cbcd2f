// The sockets seam against real peers on loopback.

#include <catch2/catch.hpp>

#include "emulator/certificate_authority.hpp"
#include "tests/net/device.hpp"
#include "tests/support/dns_server.hpp"

namespace espat::test {
namespace {

using net::Tcp;
using Udp = net::asio::ip::udp;
const auto loopback = net::asio::ip::address_v4::loopback();

/// A TCP server of the test, blocking: the kernel connects and buffers by itself.
struct Listener {
  net::asio::io_context io;
  Tcp::acceptor acceptor{io, {loopback, 0}};
  std::uint16_t port() const { return acceptor.local_endpoint().port(); }
  /// Runs the device until somebody has connected.
  Tcp::socket accept(Device& device) {
    acceptor.non_blocking(true);
    Tcp::socket socket(io);
    boost::system::error_code error;
    if (!device.run_until([&] { return !acceptor.accept(socket, error); })) throw std::runtime_error("nobody connected");
    return socket;
  }
};

at::SocketOpen open_socket_to(std::uint16_t port, at::Socket socket = 1) {
  at::SocketOpen open;
  open.socket = socket;
  open.host = "127.0.0.1";
  open.remote = {"127.0.0.1", port};
  return open;
}

/// A module with one open connection.
struct Connection {
  explicit Connection(net::SocketNetworkOptions options = {}) : device({}, {}, options) {
    device.sockets.perform(open_socket_to(listener.port()));
    peer = listener.accept(device);
    opened = device.await<at::SocketOpened>();
  }

  void send(const std::string& bytes) {
    device.sockets.perform(at::SocketSend{1, bytes});
    device.await<at::SocketSent>();
  }
  void close() {
    device.sockets.perform(at::SocketClose{1});
    device.await<at::SocketClosed>();
  }
  /// What the peer gets, until it has so many bytes.
  std::string peer_reads(std::size_t size) {
    std::string bytes;
    const bool all = device.run_until([&] {
      std::string more(peer->available(), '\0');
      if (!more.empty()) bytes += more.substr(0, peer->read_some(net::asio::buffer(more)));
      return bytes.size() >= size;
    });
    CHECK(all);
    return bytes;
  }
  /// How the peer sees the end: eof or connection_reset.
  boost::system::error_code peer_end() {
    boost::system::error_code error;
    peer->non_blocking(true);
    CHECK(device.run_until([&] {
      char byte = 0;
      peer->read_some(net::asio::buffer(&byte, 1), error);
      return error && error != net::asio::error::would_block;
    }));
    return error;
  }
  void peer_writes(std::string_view bytes) { net::asio::write(*peer, net::asio::buffer(bytes)); }
  void peer_resets() {
    peer->set_option(Tcp::socket::linger(true, 0));
    peer->close();
  }

  Listener listener;
  Device device;
  std::optional<Tcp::socket> peer;
  at::SocketOpened opened;
};

TEST_CASE("TCP: bytes go both ways, and the firmware hears of its own address for the peer") {
  Connection connection;
  CHECK(connection.opened.remote == at::SocketAddress{"127.0.0.1", connection.listener.port()});
  CHECK(connection.opened.local_port == connection.peer->remote_endpoint().port());
  connection.send("hello");
  CHECK(connection.peer_reads(5) == "hello");
  connection.peer_writes("world");
  CHECK(connection.device.await<at::SocketReceived>().bytes == "world");
  connection.close();
  CHECK(connection.peer_end() == net::asio::error::eof);
}

TEST_CASE("What the peer had sent comes before its end, and the end comes once") {
  const bool resets = GENERATE(false, true);
  CAPTURE(resets);
  Connection connection;
  connection.peer_writes("last words");
  // A reset loses what the module's kernel has not got yet; over loopback it has all at once.
  resets ? connection.peer_resets() : connection.peer->close();
  CHECK(connection.device.await<at::SocketReceived>().bytes == "last words");
  CHECK(connection.device.await<at::SocketEnded>().reset == resets);
  connection.device.sockets.perform(at::SocketSend{1, "too late"});
  connection.close();
  connection.device.run_for(20ms);
  CHECK(connection.device.count<at::SocketEnded>() == 0);
}

TEST_CASE("A peer that has reset is found by sending, too") {
  Connection connection;
  connection.peer_resets();
  connection.device.sockets.perform(at::SocketSend{1, "x"});
  CHECK(connection.device.await<at::SocketEnded>().reset);
}

TEST_CASE("The receive window closes until the firmware has read") {
  Connection connection;
  const std::string sent(20'000, 'w');
  connection.peer_writes(sent);
  std::string received;
  const auto take = [&] { received += connection.device.await<at::SocketReceived>().bytes; };
  while (received.size() < 5'760) take();
  connection.device.run_for(20ms);
  CHECK(received.size() == 5'760);
  CHECK(connection.device.count<at::SocketReceived>() == 0);
  std::size_t read = 0;
  while (received.size() < sent.size()) {
    connection.device.sockets.perform(at::SocketConsumed{1, received.size() - read});
    read = received.size();
    take();
  }
  CHECK(received == sent);
}

TEST_CASE("A congested UART stops the peer") {
  Connection connection;
  connection.device.sockets.pause(true);
  connection.peer->non_blocking(true);
  const std::string piece(65'536, 'p');
  std::size_t written = 0;
  boost::system::error_code error;
  // Bounded by what two kernel buffers hold.
  while (!error && written < 100'000'000) written += connection.peer->write_some(net::asio::buffer(piece), error);
  CHECK(error == net::asio::error::would_block);
  connection.device.run_for(20ms);
  CHECK(connection.device.count<at::SocketReceived>() == 0);
  connection.device.sockets.pause(false);
  CHECK(connection.device.await<at::SocketReceived>().bytes[0] == 'p');
}

TEST_CASE("A send is answered when the send buffer has taken it; a peer that does not read holds it up") {
  Connection connection;
  const std::string piece(8'192, 's');
  std::size_t sent = 0;
  const auto send = [&] {
    connection.device.sockets.perform(at::SocketSend{1, piece});
    return connection.device.run_until([&] { return connection.device.count<at::SocketSent>() > 0; }, 300ms);
  };
  while (sent < 100'000'000 && send()) {
    connection.device.await<at::SocketSent>();
    sent += piece.size();
  }
  CHECK(sent < 100'000'000);
  SECTION("until it reads") {
    CHECK(connection.peer_reads(sent + piece.size()).size() == sent + piece.size());
    connection.device.await<at::SocketSent>();
  }
  SECTION("until the firmware gives up: then the rest is forgotten and not answered") {
    connection.device.sockets.perform(at::SocketSendCancel{1});
    connection.peer_reads(sent);
    connection.device.run_for(20ms);
    CHECK(connection.device.count<at::SocketSent>() == 0);
    connection.send("next");
  }
  SECTION("until the peer resets") {
    connection.peer_resets();
    connection.device.await<at::SocketSendFailed>();
  }
}

TEST_CASE("The link's round trip lies between SEND OK and the answer, and a close does not lose what was sent") {
  net::SocketNetworkOptions options;
  options.link.round_trip = 60ms;
  const auto start = std::chrono::steady_clock::now();
  Connection connection(options);
  CHECK(std::chrono::steady_clock::now() - start >= 60ms);
  const auto asked = std::chrono::steady_clock::now();
  connection.send("ping");
  CHECK(connection.peer_reads(4) == "ping");
  CHECK(std::chrono::steady_clock::now() - asked >= 30ms);
  connection.peer_writes("pong");
  CHECK(connection.device.await<at::SocketReceived>().bytes == "pong");
  CHECK(std::chrono::steady_clock::now() - asked >= 60ms);
  connection.send("goodbye");
  connection.close();
  CHECK(connection.peer_reads(7) == "goodbye");
  CHECK(connection.peer_end() == net::asio::error::eof);
}

TEST_CASE("Linger 0 resets; a restart of the module and its end reset all") {
  enum class How { linger, restart, end };
  const auto how = GENERATE(How::linger, How::restart, How::end);
  auto connection = std::make_unique<Connection>();
  Listener& listener = connection->listener;
  if (how == How::linger) {
    connection->device.sockets.perform(at::SocketOptions{.socket = 1, .linger_seconds = 0});
    connection->close();
    CHECK(connection->peer_end() == net::asio::error::connection_reset);
  } else if (how == How::restart) {
    connection->device.sockets.perform(at::ResolveName{1, "127.0.0.1", false});
    connection->device.sockets.restart();
    CHECK(connection->peer_end() == net::asio::error::connection_reset);
    connection->device.run_for(20ms);
    CHECK(connection->device.inputs.empty());
    connection->device.sockets.perform(open_socket_to(listener.port()));
    connection->device.await<at::SocketOpened>();
  } else {
    net::asio::io_context io;
    Tcp::socket peer(io, Tcp::v4(), connection->peer->release());
    connection.reset();
    char byte = 0;
    boost::system::error_code error;
    peer.read_some(net::asio::buffer(&byte, 1), error);
    CHECK(error == net::asio::error::connection_reset);
  }
}

TEST_CASE("TCP: why a connection does not come about") {
  Device device;
  std::uint16_t unused = Listener().port();
  device.sockets.perform(open_socket_to(unused));
  const auto refused = device.await<at::SocketOpenFailed>();
  CHECK(refused.cause == at::SocketOpenFailed::Cause::refused);
  CHECK(refused.reason == "the connection to 127.0.0.1:" + std::to_string(unused) + " was refused: nothing listens there");

  at::SocketOpen nowhere = open_socket_to(80, 2);
  nowhere.remote.ip = nowhere.host = "no-such-name.invalid";
  device.sockets.perform(nowhere);
  CHECK(device.await<at::SocketOpenFailed>().cause == at::SocketOpenFailed::Cause::unreachable);

  device.sockets.perform(open_socket_to(unused, 3));
  device.sockets.perform(at::SocketClose{3});
  CHECK(device.await<at::SocketClosed>().socket == 3);
  device.run_for(20ms);
  CHECK(device.count<at::SocketOpenFailed>() == 0);
}

TEST_CASE("The address map moves names and addresses, with and without a port") {
  Listener listener;
  net::AddressMap map;
  const std::string there = "=127.0.0.1:" + std::to_string(listener.port());
  map.add("server.example:8000" + there);
  map.add("10.0.0.9" + there);
  Device device({}, map);

  device.sockets.perform(at::ResolveName{1, "Server.Example", false});
  CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
  device.sockets.perform(at::ResolveName{2, "localhost", false});
  CHECK(device.await<at::NameResolved>().ip == "127.0.0.1");
  device.sockets.perform(at::ResolveName{3, "no-such-name.invalid", false});
  CHECK(device.await<at::NameResolved>().ip.empty());

  at::SocketOpen open;
  std::tie(open.host, open.remote) =
      GENERATE(std::pair("server.example", at::SocketAddress{"127.0.0.1", 8000}), std::pair("10.0.0.9", at::SocketAddress{"10.0.0.9", 80}));
  open.socket = 1;
  device.sockets.perform(open);
  CHECK(device.await<at::SocketOpened>().remote == open.remote);
}

using Names = std::vector<std::string>;

TEST_CASE("Name servers are asked when one of them is within reach") {
  net::AddressMap map;
  map.add("9.9.9.9:53=127.0.0.1:5353");
  map.add("8.8.8.8:53=localhost:5353");
  net::Names names(map);
  const auto [ips, servers] = GENERATE(table<Names, std::vector<net::Address>>({
      {{}, {}},
      {{"1.1.1.1"}, {}},
      {{"8.8.8.8"}, {}},
      {{"127.0.0.2"}, {{"127.0.0.2", 53}}},
      {{"8.8.8.8", "9.9.9.9"}, {{"127.0.0.1", 5353}}},
      {{"1.1.1.1", "9.9.9.9"}, {{"1.1.1.1", 53}, {"127.0.0.1", 5353}}},
  }));
  CHECK(names.use_servers(ips) == !servers.empty());
  CHECK(names.servers() == servers);
  CHECK_FALSE(names.use_servers({}));
}

/// A network with two name servers; the first never answers.
struct NamedNetwork {
  explicit NamedNetwork(net::AddressMap map = {}) : device({}, with_servers(std::move(map))) {
    REQUIRE(device.names.use_servers({"8.8.8.8", "9.9.9.9"}));
  }

  std::string resolve(const std::string& name) {
    device.sockets.perform(at::ResolveName{1, name, false});
    return device.await<at::NameResolved>().ip;
  }

  DnsServer quiet{{}, DnsServer::Manner::keeps_quiet};
  DnsServer server{{{"broker.example", "10.9.9.9"}, {"time.example", "10.9.9.8"}}};
  Device device;

 private:
  net::AddressMap with_servers(net::AddressMap map) const {
    map.add("8.8.8.8:53=127.0.0.1:" + std::to_string(quiet.port()));
    map.add("9.9.9.9:53=127.0.0.1:" + std::to_string(server.port()));
    return map;
  }
};

TEST_CASE("Name servers: the next is asked when one does not answer; what none knows is not found") {
  NamedNetwork network;
  CHECK(network.resolve("broker.example") == "10.9.9.9");
  CHECK(network.resolve("localhost").empty());
  CHECK(network.quiet.asked() == Names{"broker.example", "localhost"});
  CHECK(network.server.asked() == Names{"broker.example", "localhost"});
  CHECK(network.resolve("127.0.0.7") == "127.0.0.7");
  network.device.names.use_servers({});
  CHECK(network.resolve("localhost") == "127.0.0.1");
  CHECK(network.server.asked().size() == 2);
}

TEST_CASE("Name servers: the map answers first, and leads on from what they answer") {
  StubListener broker;
  const std::string there = "127.0.0.1:" + std::to_string(broker.port());
  net::AddressMap map;
  map.add("mapped.example=localhost:1");
  map.add("10.9.9.9:1883=" + there);
  map.add("10.9.9.9:80=" + there);
  NamedNetwork network(map);
  network.device.names.use_servers({"9.9.9.9"});
  CHECK(network.resolve("mapped.example") == "127.0.0.1");
  CHECK(network.resolve("broker.example") == "10.9.9.9");
  CHECK(network.server.asked() == Names{"broker.example"});

  at::MqttOpen open = open_to(1883);
  open.endpoint.host = "broker.example";
  network.device.network.perform(open);
  MqttStream mqtt = network.device.accept(broker);
  CHECK(network.device.read(mqtt).type() == packet_type::connect);
  at::HttpRequest request;
  request.host = "broker.example";
  request.port = 80;
  network.device.sockets.perform(request);
  network.device.accept(broker);
  network.device.sockets.perform(at::AskTime{1, "time.example"});
  CHECK(network.device.run_until([&] { return network.server.asked().back() == "time.example"; }));
  CHECK(network.server.asked() == Names{"broker.example", "broker.example", "broker.example", "time.example"});
}

TEST_CASE("Name servers: nobody listens there, and a restart drops the question") {
  NamedNetwork network;
  network.device.names.use_servers({"127.0.0.1"});
  CHECK(network.resolve("broker.example").empty());
  const std::size_t descriptors = open_descriptors();
  network.device.names.use_servers({"8.8.8.8"});
  network.device.sockets.perform(at::ResolveName{2, "broker.example", false});
  CHECK(network.device.run_until([&] { return !network.quiet.asked().empty(); }));
  network.device.sockets.restart();
  network.device.run_for(20ms);
  CHECK(open_descriptors() == descriptors);
  CHECK(network.device.inputs.empty());
}

TEST_CASE("Server: several clients, each a socket; stopping keeps them") {
  Device device;
  const std::uint16_t port = Listener().port();
  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
  net::asio::io_context io;
  std::vector<Tcp::socket> clients;
  for (at::Socket i = 0; i < 3; ++i) {
    clients.emplace_back(io).connect({loopback, port});
    const auto accepted = device.await<at::SocketAccepted>();
    CHECK(accepted.socket == at::first_accepted + i);
    CHECK(accepted.remote == at::SocketAddress{"127.0.0.1", clients.back().local_endpoint().port()});
    CHECK(accepted.local_port == port);
  }
  device.sockets.perform(at::ServerStop{});
  boost::system::error_code error;
  Tcp::socket(io).connect({loopback, port}, error);
  CHECK(error == net::asio::error::connection_refused);
  clients[1].send(net::asio::buffer("hello", 5));
  const auto received = device.await<at::SocketReceived>();
  CHECK(received.socket == at::first_accepted + 1);
  CHECK(received.bytes == "hello");
  device.sockets.perform(at::SocketSend{at::first_accepted + 2, "you"});
  device.await<at::SocketSent>();
  std::string answer(3, '\0');
  net::asio::read(clients[2], net::asio::buffer(answer));
  CHECK(answer == "you");

  device.sockets.perform(at::ServerListen{port, {}});
  device.await<at::ServerListening>();
}

TEST_CASE("Server: a port that is taken") {
  Listener listener;
  Device device;
  device.sockets.perform(at::ServerListen{listener.port(), {}});
  const auto failed = device.await<at::ServerFailed>();
  CHECK(failed.reason ==
        "the server cannot use 127.0.0.1:" + std::to_string(listener.port()) + ": another program, or another module, listens there");
}

TEST_CASE("TLS: the module's client and its server") {
  const emulator::CertificateAuthority authority({"CA", {}, {}, std::chrono::system_clock::now() + 24h});
  const auto identity = authority.issue({"module", {"module.example"}, {}, std::chrono::system_clock::now() + 24h});
  at::TlsCredentials of_server;
  of_server.certificate = identity.certificate;
  of_server.key = identity.key;
  const std::uint16_t port = Listener().port();
  net::AddressMap map;
  map.add("10.0.0.5=127.0.0.1:" + std::to_string(port));
  Device device({}, map);
  device.sockets.perform(at::ServerListen{port, of_server});
  device.await<at::ServerListening>();

  at::SocketOpen open = open_socket_to(443);
  open.host = open.remote.ip = "10.0.0.5";
  open.tls.emplace();
  open.tls->ca = authority.certificate();
  SECTION("verified: bytes go both ways, the end is announced") {
    open.tls->server_name = "module.example";
    device.sockets.perform(open);
    // Both ends tell of their success, one before the other.
    CHECK(device.run_until([&] { return device.count<at::SocketOpened>() + device.count<at::SocketAccepted>() == 2; }));
    device.inputs.clear();
    const std::string much(50'000, 't');
    device.sockets.perform(at::SocketSend{1, much});
    std::string received;
    while (received.size() < much.size()) {
      const auto piece = device.await<at::SocketReceived>();
      CHECK(piece.socket == at::first_accepted);
      received += piece.bytes;
      device.sockets.perform(at::SocketConsumed{at::first_accepted, piece.bytes.size()});
    }
    CHECK(received == much);
    device.sockets.perform(at::SocketSend{at::first_accepted, "answer"});
    device.sockets.perform(at::SocketClose{at::first_accepted});
    CHECK(device.await<at::SocketReceived>().bytes == "answer");
    CHECK_FALSE(device.await<at::SocketEnded>().reset);
  }
  SECTION("another name is refused") {
    open.tls->server_name = "other.example";
    device.sockets.perform(open);
    const auto failed = device.await<at::SocketOpenFailed>();
    CHECK(failed.cause == at::SocketOpenFailed::Cause::tls);
    CHECK(failed.reason ==
          "the TLS handshake with 10.0.0.5 failed: the server's certificate is for module.example and not for other.example");
    device.run_for(20ms);
    CHECK(device.count<at::SocketAccepted>() == 0);
  }
}

/// An HTTP server for one request, to which it gives this answer and then closes or not.
struct HttpExchange {
  HttpExchange(Device& device, Listener& listener, at::HttpRequest request, const std::string& answer, bool closes) {
    request.host = "127.0.0.1";
    request.port = listener.port();
    device.sockets.perform(request);
    Tcp::socket peer = listener.accept(device);
    device.await<at::HttpConnected>();
    net::asio::read_until(peer, net::asio::dynamic_buffer(asked), "\r\n\r\n" + request.body);
    net::asio::write(peer, net::asio::buffer(answer));
    if (closes) peer.close();
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
  Listener listener;
  at::HttpRequest request;
  request.target = "/a?b";
  request.headers = {{"User-Agent", "test"}};
  const std::string host = "127.0.0.1:" + std::to_string(listener.port());
  SECTION("the body comes as the reads bring it") {
    request.read_size = 60;
    const HttpExchange exchange(device, listener, request, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'b'), false);
    CHECK(exchange.asked == "GET /a?b HTTP/1.1\r\nUser-Agent: test\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n");
    CHECK(exchange.status == 200);
    CHECK(exchange.body == std::vector{std::string(20, 'b'), std::string(60, 'b'), std::string(20, 'b')});
    CHECK_FALSE(exchange.ended.failed);
  }
  SECTION("a body in chunks is one body; HEAD has none; without a length it ends with the connection") {
    CHECK(HttpExchange(device, listener, request, "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                       false)
              .body == std::vector<std::string>{"abcde"});
    CHECK(HttpExchange(device, listener, request, "HTTP/1.0 200 OK\r\n\r\nto the end", true).body ==
          std::vector<std::string>{"to the end"});
    request.method = at::HttpMethod::head;
    CHECK(HttpExchange(device, listener, request, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false).body.empty());
  }
  SECTION("a body goes out") {
    request.method = at::HttpMethod::post;
    request.body = std::string(6'000, 'u');
    const HttpExchange exchange(device, listener, request, "HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n", false);
    CHECK(exchange.asked.ends_with("Content-Length: 6000\r\n\r\n" + request.body));
    CHECK(exchange.status == 201);
  }
  SECTION("what is no response, and half of one") {
    CHECK(HttpExchange(device, listener, request, "220 smtp ready\r\n\r\n", false).ended.reason ==
          "the response cannot be read: bad version");
    CHECK(HttpExchange(device, listener, request, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabc", true).ended.reason ==
          "the server closed the connection before the response was complete");
  }
  SECTION("nobody there; given up") {
    request.host = "127.0.0.1";
    request.port = Listener().port();
    device.sockets.perform(request);
    CHECK(device.await<at::HttpEnded>().failed);
    device.sockets.perform(request);
    device.sockets.perform(at::HttpCancel{});
    device.run_for(20ms);
    CHECK(device.inputs.empty());
  }
}

TEST_CASE("UDP: datagrams keep their limits and their senders") {
  net::asio::io_context io;
  Udp::socket peer(io, {loopback, 0});
  const std::uint16_t port = peer.local_endpoint().port();
  net::AddressMap map;
  map.add("10.0.0.7:9=127.0.0.1:" + std::to_string(port));
  Device device({}, map);
  device.sockets.perform(at::DatagramOpen{1, 0, {}});
  const auto opened = device.await<at::SocketOpened>();
  CHECK(opened.local_port != 0);
  const at::SocketAddress as_known{"10.0.0.7", 9};
  device.sockets.perform(at::DatagramSend{1, as_known.ip, as_known, "one"});
  device.sockets.perform(at::DatagramSend{1, "127.0.0.1", {"127.0.0.1", port}, ""});
  device.await<at::SocketSent>();
  device.await<at::SocketSent>();
  std::string buffer(100, '\0');
  Udp::endpoint from;
  CHECK(peer.receive_from(net::asio::buffer(buffer), from) == 3);
  CHECK(peer.receive_from(net::asio::buffer(buffer), from) == 0);
  CHECK(from.port() == opened.local_port);

  peer.send_to(net::asio::buffer("12", 2), from);
  peer.send_to(net::asio::buffer("345", 3), from);
  peer.send_to(net::asio::const_buffer(), from);
  Udp::socket stranger(io, {loopback, 0});
  for (const char* expected : {"12", "345", ""}) {
    CHECK(device.await<at::SocketReceived>().bytes == expected);
  }
  device.sockets.perform(at::DatagramSend{1, as_known.ip, as_known, "again"});
  peer.send_to(net::asio::buffer("6", 1), from);
  CHECK(device.await<at::SocketReceived>().from == as_known);
  stranger.send_to(net::asio::buffer("7", 1), from);
  CHECK(device.await<at::SocketReceived>().from == at::SocketAddress{"127.0.0.1", stranger.local_endpoint().port()});

  device.sockets.perform(at::DatagramOpen{2, opened.local_port, {}});
  CHECK(device.await<at::SocketOpenFailed>().cause == at::SocketOpenFailed::Cause::address_in_use);
  device.sockets.perform(at::SocketClose{1});
  device.await<at::SocketClosed>();
  device.sockets.perform(at::DatagramOpen{3, opened.local_port, {}});
  device.await<at::SocketOpened>();
}

TEST_CASE("UDP: a multicast group") {
  Device device;
  const std::uint16_t port = Listener().port();
  device.sockets.perform(at::DatagramOpen{.socket = 1, .local_port = port, .multicast_group = "239.1.2.3"});
  device.await<at::SocketOpened>();
  net::asio::io_context io;
  Udp::socket peer(io, Udp::v4());
  peer.set_option(net::asio::ip::multicast::outbound_interface(loopback));
  peer.send_to(net::asio::buffer("all", 3), {net::asio::ip::make_address("239.1.2.3"), port});
  CHECK(device.await<at::SocketReceived>().bytes == "all");
}

TEST_CASE("Ping is answered, or it is said why it cannot be") {
  Device device;
  device.sockets.perform(at::PingHost{7, "127.0.0.1"});
  const bool came = device.run_until([&] { return device.count<at::PingAnswered>() + device.count<at::PingFailed>() > 0; });
  REQUIRE(came);
  if (device.count<at::PingAnswered>() > 0) {
    CHECK(device.await<at::PingAnswered>().query == 7);
  } else {
    CHECK(device.await<at::PingFailed>().reason.starts_with("this user may send no ICMP echo"));
  }
}

/// Answers one SNTP request as a server of stratum `stratum`.
void answer_time(Udp::socket& server, std::uint32_t since_1900, char stratum = 1) {
  std::string packet(48, '\0');
  Udp::endpoint client;
  REQUIRE(server.receive_from(net::asio::buffer(packet), client) == 48);
  CHECK(packet[0] == 0x23);
  std::string answer(48, '\0');
  answer[0] = 0x24;
  answer[1] = stratum;
  answer.replace(24, 8, packet, 40, 8);
  for (int i = 0; i < 4; ++i) answer[static_cast<std::size_t>(40 + i)] = static_cast<char>(since_1900 >> (24 - 8 * i));
  std::string not_ours = answer;
  not_ours[24] ^= 1;
  server.send_to(net::asio::buffer(not_ours), client);
  server.send_to(net::asio::buffer(answer), client);
}

TEST_CASE("SNTP, through the map") {
  net::asio::io_context io;
  Udp::socket server(io, {loopback, 0});
  net::AddressMap map;
  map.add("time.example:123=127.0.0.1:" + std::to_string(server.local_endpoint().port()));
  net::SocketNetworkOptions options;
  Device device({}, map, options);
  device.sockets.perform(at::AskTime{1, "time.example"});
  device.run_until([&] { return server.available() > 0; });
  const auto [since_1900, since_1970] = GENERATE(std::pair(3'800'000'000U, 1'591'011'200LL), std::pair(100U, 2'085'978'596LL));
  answer_time(server, since_1900);
  CHECK(device.await<at::TimeReceived>().unix_time == since_1970);

  device.sockets.perform(at::AskTime{2, "time.example"});
  device.run_until([&] { return server.available() > 0; });
  answer_time(server, since_1900, 0);
  CHECK(device.await<at::TimeFailed>().reason == "the time server refused to tell");
  server.close();
  device.sockets.perform(at::AskTime{3, "time.example"});
  CHECK(device.await<at::TimeFailed>().reason == "the time server does not answer: Connection refused");
}

TEST_CASE("SNTP: a PC that knows the time tells it where no server does") {
  net::AddressMap map;
  map.add("time.example:123=127.0.0.1:" + std::to_string(Listener().port()));
  net::SocketNetworkOptions options;
  options.knows_time = true;
  Device device({}, map, options);
  for (const char* server : {"pool.ntp.org", "time.example"}) {
    device.sockets.perform(at::AskTime{1, server});
    const std::int64_t told = device.await<at::TimeReceived>().unix_time;
    CHECK(std::abs(told - std::time(nullptr)) <= 5);
  }
}

}  // namespace
}  // namespace espat::test
