#include <unistd.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "net/asio.hpp"
#include "tests/bench/bare_pty.hpp"
#include "tests/bench/exchange.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/emulator/running_espat.hpp"

namespace espat::bench {
namespace {

constexpr std::size_t packet_size = 2'048;  // the longest of AT+CIPSEND in v2.1.0.0
constexpr double bytes_of_megabyte = 1e6;
const std::string& packet() {
  static const std::string bytes(packet_size, 'x');
  return bytes;
}

/// A host with a TCP link to a peer of this process.
class LinkedDevice {
 public:
  explicit LinkedDevice(const std::vector<std::string>& timing) : espat_(arguments(timing), home_.path()), host_(espat_.line()) {
    host_.receive_until("WIFI GOT IP\r\n");
    command("ATE0");
    command("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + std::to_string(acceptor_.local_endpoint().port()));
    peer_ = acceptor_.accept();
    peer_.set_option(net::Tcp::no_delay(true));
  }

  test::SerialHost& host() { return host_; }
  net::Tcp::socket& peer() { return peer_; }

  void command(const std::string& line) {
    host_.send(line + "\r\n");
    host_.receive_until(ok);
  }

  void send(const std::string& bytes) {
    host_.send("AT+CIPSEND=" + std::to_string(bytes.size()) + "\r\n");
    host_.receive_until(">");
    host_.send(bytes);
    host_.receive_until("SEND OK\r\n");
  }

  /// Reads +IPD until so many bytes have come in them.
  void receive(std::size_t count) {
    for (std::size_t got = 0; got < count;) {
      host_.receive_until("+IPD,");
      const std::size_t size = std::stoul(host_.receive_until(":"));
      host_.pass_over(size + 2);
      got += size;
    }
  }

 private:
  static std::vector<std::string> arguments(std::vector<std::string> timing) {
    timing.emplace_back("--quiet");
    return timing;
  }

  net::asio::io_context io_;
  net::Tcp::acceptor acceptor_{io_, {net::asio::ip::address_v4::loopback(), 0}};
  net::Tcp::socket peer_{io_};
  emulator::TemporaryDirectory home_;
  test::RunningEspat espat_;
  test::SerialHost host_;
};

/// Megabytes a second of `count` bytes, while another thread does what it has to.
double rate(std::size_t count, const std::function<void()>& on_thread, const std::function<void()>& here) {
  const Stopwatch watch;
  std::thread other(on_thread);
  here();
  other.join();
  return static_cast<double>(count) / bytes_of_megabyte / watch.seconds();
}

void read_all(int descriptor, std::size_t count) {
  std::string buffer(65'536, '\0');
  while (count > 0) {
    const ssize_t size = read(descriptor, buffer.data(), std::min(buffer.size(), count));
    if (size <= 0) throw std::runtime_error("the pty ended");
    count -= static_cast<std::size_t>(size);
  }
}

void write_all(int descriptor, int packets) {
  for (int i = 0; i < packets; ++i) {
    for (std::string_view rest = packet(); !rest.empty();) {
      const ssize_t size = write(descriptor, rest.data(), rest.size());
      if (size <= 0) throw std::runtime_error("the pty ended");
      rest.remove_prefix(static_cast<std::size_t>(size));
    }
  }
}

Row echo_of_a_byte(LinkedDevice& device, const Effort& effort) {
  Row row{.name = "echo of a byte", .unit = "us"};
  const BarePty bare;
  test::SerialHost bare_host(bare.path());
  std::thread echo([&device] {
    char byte = 0;
    boost::system::error_code error;
    while (device.peer().read_some(net::asio::buffer(&byte, 1), error) == 1 && byte != '.')
      device.peer().write_some(net::asio::buffer(&byte, 1), error);
  });
  for (int i = 0; i < effort.exchanges; ++i) {
    const Stopwatch floor;
    for (int half = 0; half < 2; ++half) {
      bare_host.send("AT\r\n");
      bare_host.receive_until(ok);
    }
    row.floor.add(floor.microseconds());
    const Stopwatch figure;
    device.send("x");
    device.receive(1);
    row.figure.add(figure.microseconds());
  }
  device.send(".");
  echo.join();
  return row;
}

/// What a link brings while the UART runs in real time.
Row share_of_line(const Effort& effort) {
  constexpr double line_rate = 921'600 / 10 / bytes_of_megabyte;
  constexpr double percent = 100;
  LinkedDevice device({"--timing", "real", "--baud", "921600"});
  Row row{.name = "line at 921600", .unit = "%", .more_is_better = true};
  device.command("AT+CIPMODE=1");
  device.host().send("AT+CIPSEND\r\n");
  device.host().receive_until(">");
  const std::size_t count = packet_size * static_cast<std::size_t>(effort.link_packets / 10);
  const auto send = [&] {
    for (int i = 0; i < effort.link_packets / 10; ++i) net::asio::write(device.peer(), net::asio::buffer(packet()));
  };
  row.figure.add(percent * rate(count, send, [&] { device.host().pass_over(count); }) / line_rate);
  return row;
}

}  // namespace

Rows link_rate(const Effort& effort) {
  const std::size_t count = packet_size * static_cast<std::size_t>(effort.link_packets);
  std::string path;
  const uart::FileHandle master = open_bare_pty(path);
  test::SerialHost bare_host(path);
  LinkedDevice device({"--timing", "instant"});
  Row sent{.name = "CIPSEND", .unit = "MB/s", .more_is_better = true};
  Row received{.name = "+IPD", .unit = "MB/s", .more_is_better = true};
  for (int block = 0; block < effort.link_blocks; ++block) {
    sent.floor.add(rate(
        count, [&] { read_all(master.get(), count); },
        [&] {
          for (int i = 0; i < effort.link_packets; ++i) bare_host.send(packet());
        }));
    sent.figure.add(rate(
        count,
        [&] {
          std::string buffer(count, '\0');
          net::asio::read(device.peer(), net::asio::buffer(buffer));
        },
        [&] {
          for (int i = 0; i < effort.link_packets; ++i) device.send(packet());
        }));
    received.floor.add(rate(
        count, [&] { write_all(master.get(), effort.link_packets); }, [&] { bare_host.pass_over(count); }));
    received.figure.add(rate(
        count,
        [&] {
          for (int i = 0; i < effort.link_packets; ++i) net::asio::write(device.peer(), net::asio::buffer(packet()));
        },
        [&] { device.receive(count); }));
  }
  return {sent, received, share_of_line(effort), echo_of_a_byte(device, effort)};
}

}  // namespace espat::bench
