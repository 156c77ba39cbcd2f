// Names, datagrams, pings and the time of the sockets seam, against real peers on loopback.

#include <catch2/catch.hpp>

#include "tests/net/socket_peer.hpp"

namespace espat::test {
namespace {

using Udp = net::asio::ip::udp;

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
