// TCP, UDP and SNTP commands of the running program against real peers on loopback.

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/echo_server.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/dns_server.hpp"

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

/// A peer of one link: sends its bytes in pieces with pauses, and keeps what it gets.
class BusyPeer {
 public:
  BusyPeer(Tcp::socket socket, std::string bytes, unsigned seed)
      : socket_(std::move(socket)), bytes_(std::move(bytes)), sending_([this, seed] { send(seed); }), receiving_([this] { receive(); }) {}

  const std::string& sent() const { return bytes_; }
  /// All that came until the module closed.
  const std::string& got() {
    sending_.join();
    receiving_.join();
    return got_;
  }

 private:
  void send(unsigned seed) {
    std::mt19937 random(seed);
    boost::system::error_code error;
    for (std::size_t at = 0; at < bytes_.size() && !error;) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 4'000, bytes_.size() - at);
      at += asio::write(socket_, asio::buffer(bytes_.data() + at, size), error);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 20));  // the shape of the traffic; nothing waits for it
    }
  }

  void receive() {
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(got_), error);
  }

  Tcp::socket socket_;
  const std::string bytes_;
  std::string got_;
  std::thread sending_;
  std::thread receiving_;
};

/// A host that hears data of five links between the words of its own commands.
class BusyHost {
 public:
  explicit BusyHost(Module& module) : module_(module) {}

  void send(std::size_t link, const std::string& bytes) {
    module_.send("AT+CIPSEND=" + std::to_string(link) + "," + std::to_string(bytes.size()) + "\r\n");
    await(">");
    module_.send(bytes);
    await("Recv " + std::to_string(bytes.size()) + " bytes");
    await("SEND OK");
    sent.at(link) += bytes;
  }

  /// The next word, or data, which have none.
  std::string hear() {
    REQUIRE(module_.reads(2) == "\r\n");
    const std::string first = module_.reads(1);
    if (first == ">") return first;
    if (first == "+") {
      REQUIRE(module_.reads_until(',') == "IPD");
      const std::size_t link = std::stoul(module_.reads_until(','));
      received.at(link) += module_.reads(std::stoul(module_.reads_until(':')));
      REQUIRE(module_.reads(2) == "\r\n");
      return {};
    }
    const std::string word = first + module_.reads_until('\r');
    REQUIRE(module_.reads(1) == "\n");
    return word;
  }

  std::array<std::string, 5> sent;
  std::array<std::string, 5> received;

 private:
  void await(const std::string& word) {
    for (;;) {
      const std::string heard = hear();
      if (heard == word) return;
      REQUIRE((heard.empty() || heard == "OK"));
    }
  }

  Module& module_;
};

TEST_CASE("Five links, both ways at the same time: every byte arrives in its order") {
  constexpr std::size_t size = 600'000;
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  Module module(mapped("10.0.0.2:7", acceptor.local_endpoint().port()));
  module.join();
  module.command("AT+CIPMUX=1", ok);
  std::vector<Tcp::socket> sockets;
  for (char id = '0'; id < '5'; ++id) {
    module.command(std::string("AT+CIPSTART=") + id + R"(,"TCP","10.0.0.2",7)", std::string(1, id) + ",CONNECT\r\n\r\nOK\r\n");
    sockets.push_back(acceptor.accept());
  }
  std::vector<std::unique_ptr<BusyPeer>> peers;
  for (unsigned id = 0; id < 5; ++id) peers.push_back(std::make_unique<BusyPeer>(std::move(sockets[id]), random_bytes(size, id), id));
  BusyHost host(module);
  std::mt19937 random(11);
  const auto all_arrived = [&] {
    return std::all_of(host.received.begin(), host.received.end(), [&](const std::string& bytes) { return bytes.size() >= size; });
  };
  for (unsigned seed = 100; !all_arrived(); ++seed) host.send(random() % 5, random_bytes(1 + random() % 2'000, seed));
  module.command("AT+CIPCLOSE=5", "0,CLOSED\r\n1,CLOSED\r\n2,CLOSED\r\n3,CLOSED\r\n4,CLOSED\r\n\r\nOK\r\n");
  for (std::size_t id = 0; id < 5; ++id) {
    INFO("link " << id);
    CHECK((host.received.at(id) == peers[id]->sent()));
    CHECK((peers[id]->got() == host.sent.at(id)));
    CHECK(host.sent.at(id).size() > 10'000);
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

/// Answers one SNTP request as a server of stratum 1 (RFC 4330, 5).
void tell_time(Udp::socket& server, std::uint32_t unix_time) {
  constexpr std::uint32_t from_1900_to_1970 = 2'208'988'800;
  std::array<unsigned char, 48> packet{};
  Udp::endpoint client;
  REQUIRE(server.receive_from(asio::buffer(packet), client) == packet.size());
  REQUIRE(packet[0] == (4U << 3U | 3U));
  std::copy_n(packet.begin() + 40, 8, packet.begin() + 24);
  packet[0] = 4U << 3U | 4U;
  packet[1] = 1;
  for (std::size_t i = 0; i < 4; ++i) packet.at(40 + i) = static_cast<unsigned char>((unix_time + from_1900_to_1970) >> (24 - 8 * i));
  server.send_to(asio::buffer(packet), client);
}

TEST_CASE("SNTP: the time of a server") {
  const auto [profile, news] = GENERATE(table<std::string, std::string>({{"esp32-v2.1.0.0", ""},
                                                                         {"esp8266-v2.1.0.0", ""},
                                                                         {"esp32c3-v3.3.0.0", "+TIME_UPDATED\r\n"},
                                                                         {"esp32c3-v5.0.0.0", "+TIME_UPDATED\r\n"}}));
  INFO(profile);
  asio::io_context io;
  Udp::socket server(io, {loopback, 0});
  auto options = mapped("ntp.example", server.local_endpoint().port());
  options.insert(options.end(), {"--profile", profile});
  Module module(options);
  module.join();
  module.command(R"(AT+CIPSNTPCFG=1,8,"ntp.example")", ok);
  tell_time(server, 1'717'200'000);
  module.says(news);
  module.command("AT+CIPSNTPCFG?", "+CIPSNTPCFG:1,8,\"ntp.example\"\r\n\r\nOK\r\n");
  // Older firmware does not tell when the time has come.
  std::string time = "1970\r";
  while (time.ends_with("1970\r")) {
    module.send("AT+CIPSNTPTIME?\r\n");
    time = module.reads_until('\n');
    module.says("OK\r\n");
  }
  CHECK(time.starts_with("+CIPSNTPTIME:Sat Jun  1 08:0"));
  CHECK(time.ends_with(" 2024\r"));
}

TEST_CASE("with --clock host: the time without a server") {
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

}  // namespace
}  // namespace espat::test
