// Faults on datagrams, pings and the time.

#include <catch2/catch.hpp>
#include <chrono>
#include <ctime>
#include <functional>
#include <string>

#include "tests/net/link_fault.hpp"
#include "tests/net/socket_peer.hpp"

namespace espat::test {
namespace {

using Clock = std::chrono::steady_clock;

/// A UDP socket of the module, and its peer; opened under the faults that stand.
class DisturbedDatagrams {
 public:
  void open() {
    peer_.non_blocking(true);
    device.sockets.perform(at::DatagramOpen{1, 0, {}});
    module_ = {net::asio::ip::address_v4::loopback(), device.await<at::SocketOpened>().local_port};
  }
  void module_sends(const std::string& bytes) {
    device.sockets.perform(at::DatagramSend{1, "127.0.0.1", {"127.0.0.1", peer_.local_endpoint().port()}, bytes});
    device.await<at::SocketSent>();
  }
  void peer_sends(const std::string& bytes) { peer_.send_to(net::asio::buffer(bytes), module_); }
  /// All that has come to the peer so far, a comma behind each datagram.
  const std::string& peer_has() {
    std::string bytes(1'000, '\0');
    Udp::endpoint from;
    boost::system::error_code error;
    for (;;) {
      const std::size_t size = peer_.receive_from(net::asio::buffer(bytes), from, 0, error);
      if (error) return received_;
      received_ += bytes.substr(0, size) + ",";
    }
  }
  void peer_gets(const std::string& all) {
    device.run_until([&] { return peer_has() == all; });
    CHECK(peer_has() == all);
  }
  void module_gets(const std::string& next) { CHECK(device.await<at::SocketReceived>().bytes == next); }

  Device device;

 private:
  using Udp = net::asio::ip::udp;

  net::asio::io_context io_;
  Udp::socket peer_{io_, {net::asio::ip::address_v4::loopback(), 0}};
  Udp::endpoint module_;
  std::string received_;
};

net::LinkFault refusal() {
  net::LinkFault fault = on_every_connection();
  fault.refuses = true;
  return fault;
}

net::LinkFault latency(std::chrono::milliseconds time) {
  net::LinkFault fault = on_every_connection();
  fault.delay = [time] { return time; };
  return fault;
}

TEST_CASE("UDP: what is swallowed or refused is lost") {
  DisturbedDatagrams udp;
  std::function<void()> remove;
  SECTION("from the beginning") {
    remove = udp.device.faults.add(GENERATE(blackhole(), refusal()));
    udp.open();
  }
  SECTION("what is on its way, and what comes while the host reads nothing") {
    udp.open();
    const auto no_longer_late = udp.device.faults.add(latency(10s));
    udp.module_sends("on its way");
    udp.peer_sends("on its way");
    udp.device.run_for(20ms);
    udp.device.sockets.pause(true);
    remove = udp.device.faults.add(blackhole());
    no_longer_late();
  }
  udp.module_sends("lost");
  udp.peer_sends("lost");
  udp.device.run_for(50ms);
  remove();
  udp.device.sockets.pause(false);
  udp.module_sends("sent");
  udp.peer_sends("back");
  udp.module_gets("back");
  udp.peer_gets("sent,");
  CHECK(udp.device.inputs.empty());
}

TEST_CASE("UDP: latency and bandwidth delay each datagram, and what they hold goes on when they end") {
  DisturbedDatagrams udp;
  udp.open();
  SECTION("latency") {
    const auto remove = udp.device.faults.add(latency(200ms));
    const auto before = Clock::now();
    udp.peer_sends("late");
    udp.module_gets("late");
    udp.module_sends("later");
    udp.peer_gets("later,");
    CHECK(Clock::now() - before >= 400ms);
    const auto no_longer_endless = udp.device.faults.add(latency(10min));
    udp.module_sends("one");
    udp.module_sends("two");
    udp.device.run_for(300ms);
    CHECK(udp.peer_has() == "later,");
    no_longer_endless();
    remove();
    udp.peer_gets("later,one,two,");
  }
  SECTION("bandwidth") {
    net::LinkFault narrow = on_every_connection();
    narrow.bandwidth = 1'000;
    udp.device.faults.add(narrow);
    const auto before = Clock::now();
    for (const char* number : {"1", "2", "3"}) udp.module_sends(number + std::string(99, '.'));
    udp.device.run_until([&] { return udp.peer_has().size() == 303; });
    CHECK(udp.peer_has().size() == 303);
    CHECK(Clock::now() - before >= 300ms);
  }
}

TEST_CASE("Faults that cannot act on datagrams do not count them; refusals are for new sockets") {
  DisturbedDatagrams udp;
  int offered = 0;
  net::LinkFault fault;
  fault.strikes = [&offered] { return ++offered > 0; };
  fault.limit = 1;
  udp.device.faults.add(fault);
  fault.limit.reset();
  fault.tls = net::TlsFault::expired;
  udp.device.faults.add(fault);
  fault.tls.reset();
  fault.http_status = 404;
  udp.device.faults.add(fault);
  udp.open();
  udp.device.faults.add(refusal());
  udp.device.faults.reset();
  udp.module_sends("hello");
  udp.peer_gets("hello,");
  CHECK(offered == 0);
}

TEST_CASE("Ping: late, lost, and heard again") {
  Device device;
  const auto ping = [&](std::chrono::milliseconds within = patience) {
    device.sockets.perform(at::PingHost{7, "127.0.0.1"});
    device.run_until([&] { return !device.inputs.empty(); }, within);
    return std::exchange(device.inputs, {});
  };
  if (std::holds_alternative<at::PingFailed>(ping().at(0))) return;  // this user may send none
  {
    const auto remove = device.faults.add(latency(100ms));
    CHECK(std::get<at::PingAnswered>(ping().at(0)).round_trip >= 200ms);
    remove();
  }
  for (const net::LinkFault& fault : {blackhole(), refusal(), latency(2s)}) {
    const auto remove = device.faults.add(fault);
    CHECK(ping(200ms).empty());
    remove();
    CHECK(std::get<at::PingAnswered>(ping().at(0)).round_trip < 5s);
    device.run_for(20ms);
    CHECK(std::exchange(device.inputs, {}).size() <= 1);
  }
}

TEST_CASE("SNTP: not found, late, and lost, also where this PC tells the time") {
  net::SocketNetworkOptions options;
  options.knows_time = true;
  Device device({}, {}, options);
  const auto ask = [&] { device.sockets.perform(at::AskTime{1, "time.example"}); };
  SECTION("dns_fail") {
    net::LinkFault fault = on_every_connection();
    fault.fails_names = true;
    const auto remove = device.faults.add(fault);
    ask();
    CHECK(device.await<at::TimeFailed>().reason == "the name time.example was not found, as a fault wants it");
    remove();
  }
  SECTION("latency") {
    const auto remove = device.faults.add(latency(10min));
    ask();
    device.run_for(50ms);
    CHECK(device.inputs.empty());
    remove();
    CHECK(device.await<at::TimeReceived>().query == 1);
  }
  SECTION("blackhole and refuse") {
    const auto remove = device.faults.add(GENERATE(blackhole(), refusal()));
    ask();
    CHECK(device.await<at::TimeFailed>().reason == "the time server did not answer");
    remove();
  }
  ask();
  CHECK(std::abs(device.await<at::TimeReceived>().unix_time - std::time(nullptr)) <= 5);
}

}  // namespace
}  // namespace espat::test
