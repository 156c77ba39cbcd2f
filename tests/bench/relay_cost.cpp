#include <sched.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "net/relay.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::bench {
namespace {

using net::Tcp;

constexpr double bytes_of_megabyte = 1e6;
constexpr std::size_t small_message = 100;
constexpr std::size_t large_message = 16'384;

/// Keeps this thread, and those that it starts, on one processor while it lives: client, relay and server are three threads, and on two
/// processors their times tell how the scheduler places them.
class OneProcessor {
 public:
  OneProcessor() {
    sched_getaffinity(0, sizeof(before_), &before_);
    int processor = 0;
    while (CPU_ISSET(processor, &before_) == 0) ++processor;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof(one), &one);
  }
  ~OneProcessor() { sched_setaffinity(0, sizeof(before_), &before_); }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;

 private:
  cpu_set_t before_{};
};

/// A relay on a thread of its own, as if it stood between Paho and a broker.
class RunningRelay {
 public:
  explicit RunningRelay(std::uint16_t broker) : relay_(std::make_shared<net::Relay>(io_, net::Waker::share(), no_delay, names_, faults_)) {
    at::MqttOpen open;
    open.endpoint.host = "127.0.0.1";
    open.endpoint.port = broker;
    relay_->start(open, {open.endpoint.host, broker}, {});
    thread_ = std::thread([this] { io_.run(); });
  }
  ~RunningRelay() {
    net::asio::post(io_, [this] {
      relay_->cut();
      work_.reset();
    });
    thread_.join();
  }
  RunningRelay(const RunningRelay&) = delete;
  RunningRelay& operator=(const RunningRelay&) = delete;

  /// Opens the tunnel as Paho does.
  void open(Tcp::socket& socket) const {
    socket.connect({net::asio::ip::address_v4::loopback(), relay_->port()});
    net::asio::write(socket, net::asio::buffer(std::string("CONNECT broker HTTP/1.1\r\n\r\n")));
    std::string greeting;
    net::asio::read_until(socket, net::asio::dynamic_buffer(greeting), "\r\n\r\n");
  }

 private:
  static constexpr std::chrono::microseconds no_delay{0};

  net::asio::io_context io_;
  net::asio::executor_work_guard<net::asio::io_context::executor_type> work_ = net::asio::make_work_guard(io_);
  const net::Names names_;
  net::LinkFaults faults_;
  std::shared_ptr<net::Relay> relay_;
  std::thread thread_;
};

/// A client with its server, in between nothing or a relay.
struct Connection {
  explicit Connection(bool has_relay) {
    const std::uint16_t port = acceptor.local_endpoint().port();
    if (has_relay) {
      relay = std::make_unique<RunningRelay>(port);
      relay->open(client);
    } else {
      client.connect({net::asio::ip::address_v4::loopback(), port});
    }
    server = acceptor.accept();
    for (Tcp::socket* socket : {&client, &server}) socket->set_option(Tcp::no_delay(true));
  }

  net::asio::io_context io;
  Tcp::acceptor acceptor{io, {net::asio::ip::address_v4::loopback(), 0}};
  std::unique_ptr<RunningRelay> relay;
  Tcp::socket client{io};
  Tcp::socket server{io};
};

/// The relay follows the packets of a broker.
std::string packet(std::size_t size) { return test::encode_publish({"bench", std::string(size, 'm'), 0}); }

void echo(Connection& connection, int count, Samples& samples) {
  const std::string sent = packet(small_message);
  std::string heard(sent.size(), '\0');
  std::thread server([&] {
    std::string bytes(sent.size(), '\0');
    for (int i = 0; i < count; ++i) {
      net::asio::read(connection.server, net::asio::buffer(bytes));
      net::asio::write(connection.server, net::asio::buffer(bytes));
    }
  });
  for (int i = 0; i < count; ++i) {
    const Stopwatch watch;
    net::asio::write(connection.client, net::asio::buffer(sent));
    net::asio::read(connection.client, net::asio::buffer(heard));
    samples.add(watch.microseconds());
  }
  server.join();
}

/// Bytes a second of packets that are written one by one.
double rate(Tcp::socket& from, Tcp::socket& to, std::size_t message_size, int packets) {
  const std::string sent = packet(message_size);
  const std::size_t count = sent.size() * static_cast<std::size_t>(packets);
  const Stopwatch watch;
  std::thread sender([&] {
    for (int i = 0; i < packets; ++i) net::asio::write(from, net::asio::buffer(sent));
  });
  std::string buffer(std::size_t{4} * large_message, '\0');
  for (std::size_t left = count; left > 0;) left -= to.read_some(net::asio::buffer(buffer));
  const double seconds = watch.seconds();
  sender.join();
  return static_cast<double>(count) / seconds;
}

/// Both ways through a connection alternately, without and with the relay.
void measure_rates(Connection& direct, Connection& relayed, std::size_t message_size, int packets, double unit, Row& up, Row& down) {
  up.floor.add(rate(direct.client, direct.server, message_size, packets) / unit);
  up.figure.add(rate(relayed.client, relayed.server, message_size, packets) / unit);
  down.floor.add(rate(direct.server, direct.client, message_size, packets) / unit);
  down.figure.add(rate(relayed.server, relayed.client, message_size, packets) / unit);
}

}  // namespace

Rows relay_cost(const Effort& effort) {
  const OneProcessor one;
  Connection direct(false);
  Connection relayed(true);
  Row round_trip{.name = "relay, round trip", .unit = "us"};
  Row added{.name = "added by the relay", .unit = "us", .largest_figure = 30};
  for (int block = 0; block < effort.exchange_blocks; ++block) {
    Samples floor;
    Samples figure;
    echo(direct, effort.exchanges, floor);
    echo(relayed, effort.exchanges, figure);
    round_trip.floor.add(floor.quantile(0.5));
    round_trip.figure.add(figure.quantile(0.5));
    added.figure.add(figure.quantile(0.5) - floor.quantile(0.5));
  }
  Row up{.name = "relay, to the broker", .unit = "msg/s", .largest_ratio = 1.25, .more_is_better = true};
  Row down{.name = "relay, from the broker", .unit = "msg/s", .largest_ratio = 1.25, .more_is_better = true};
  Row bulk_up{.name = "relay, 16 kB to it", .unit = "MB/s", .largest_ratio = 1.25, .more_is_better = true};
  Row bulk_down{.name = "relay, 16 kB from it", .unit = "MB/s", .largest_ratio = 1.25, .more_is_better = true};
  const auto bytes_of_message = static_cast<double>(packet(small_message).size());
  for (int block = 0; block < effort.message_blocks; ++block) {
    measure_rates(direct, relayed, small_message, effort.messages, bytes_of_message, up, down);
    measure_rates(direct, relayed, large_message, effort.link_packets, bytes_of_megabyte, bulk_up, bulk_down);
  }
  return {round_trip, added, up, down, bulk_up, bulk_down};
}

}  // namespace espat::bench
