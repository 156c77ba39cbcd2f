// Data of five links on one UART: whose they are, and that all of them arrive.

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/echo_server.hpp"
#include "tests/integration/loopback.hpp"
#include "tests/integration/module.hpp"
#include "tests/support/payload.hpp"

namespace espat::test {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t link_count = 5;

void open_links(Module& module, const std::function<void()>& opened) {
  module.command("AT+CIPMUX=1", ok);
  for (std::size_t link = 0; link < link_count; ++link) {
    const std::string id = std::to_string(link);
    module.command("AT+CIPSTART=" + id + R"(,"TCP","10.0.0.2",7)", id + ",CONNECT\r\n\r\nOK\r\n");
    opened();
  }
}

TEST_CASE("Five links at once: nothing is lost and nothing is mixed") {
  EchoServer server;
  Module module(mapped("10.0.0.2:7", server.port()));
  module.join();
  open_links(module, [] {});
  std::mt19937 random(5);
  for (unsigned round = 0; round < 100; ++round) {
    const std::string id = std::to_string(random() % link_count);
    const std::string bytes = random_bytes(1 + random() % 2'000, round);
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

/// A peer of one link: sends pieces of all sizes with pauses until an end, and keeps what it gets.
class BusyPeer {
 public:
  BusyPeer(Tcp::socket socket, unsigned seed, Clock::time_point end)
      : socket_(std::move(socket)), sending_([this, seed, end] { send(seed, end); }), receiving_([this] { receive(); }) {}

  ~BusyPeer() {
    ::shutdown(socket_.native_handle(), SHUT_RDWR);
    if (sending_.joinable()) sending_.join();
    if (receiving_.joinable()) receiving_.join();
  }
  BusyPeer(const BusyPeer&) = delete;
  BusyPeer& operator=(const BusyPeer&) = delete;

  bool has_ended() const { return has_ended_; }
  /// All that it has sent, once it has ended.
  const std::string& sent() const { return sent_; }
  /// All that came until the module closed.
  const std::string& got() {
    receiving_.join();
    return got_;
  }

 private:
  // The line at 921600 baud takes 92 kB in a second: five peers use two thirds of it on average, and at times more than there is.
  void send(unsigned seed, Clock::time_point end) {
    std::mt19937 random(seed);
    boost::system::error_code error;
    while (!error && Clock::now() < end) {
      const std::size_t largest = random() % 50 == 0 ? 30'000 : 2'000;
      const std::string piece = random_bytes(1 + random() % largest, static_cast<unsigned>(random()));
      sent_ += piece;
      asio::write(socket_, asio::buffer(piece), error);
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));  // the shape of the traffic; nothing waits for it
    }
    has_ended_ = true;
  }

  void receive() {
    boost::system::error_code error;
    asio::read(socket_, asio::dynamic_buffer(got_), error);
  }

  Tcp::socket socket_;
  std::string sent_;
  std::string got_;
  std::atomic<bool> has_ended_ = false;
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

  std::array<std::string, link_count> sent;
  std::array<std::string, link_count> received;

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

TEST_CASE("Five links with random traffic both ways for a minute: nothing is lost and nothing is mixed", "[minute]") {
  asio::io_context io;
  Tcp::acceptor acceptor(io, {loopback, 0});
  std::vector<std::string> options = mapped("10.0.0.2:7", acceptor.local_endpoint().port());
  options.insert(options.end(), {"--timing", "real", "--baud", "921600"});
  Module module(options);
  module.join();
  std::vector<Tcp::socket> sockets;
  open_links(module, [&] { sockets.push_back(acceptor.accept()); });
  const Clock::time_point end = Clock::now() + std::chrono::minutes(1);
  std::vector<std::unique_ptr<BusyPeer>> peers;
  for (unsigned link = 0; link < link_count; ++link) peers.push_back(std::make_unique<BusyPeer>(std::move(sockets[link]), link, end));
  BusyHost host(module);
  std::mt19937 random(11);
  const auto has_ended = [](const auto& peer) { return peer->has_ended(); };
  while (!std::all_of(peers.begin(), peers.end(), has_ended)) {
    host.send(random() % link_count, random_bytes(1 + random() % 2'000, static_cast<unsigned>(random())));
  }
  for (std::size_t link = 0; link < link_count; ++link) {
    while (host.received.at(link).size() < peers[link]->sent().size()) REQUIRE(host.hear().empty());
  }
  module.command("AT+CIPCLOSE=5", "0,CLOSED\r\n1,CLOSED\r\n2,CLOSED\r\n3,CLOSED\r\n4,CLOSED\r\n\r\nOK\r\n");
  for (std::size_t link = 0; link < link_count; ++link) {
    INFO("link " << link);
    CHECK((host.received.at(link) == peers[link]->sent()));
    CHECK((peers[link]->got() == host.sent.at(link)));
    CHECK(host.received.at(link).size() > 100'000);
    CHECK(host.sent.at(link).size() > 10'000);
  }
}

}  // namespace
}  // namespace espat::test
