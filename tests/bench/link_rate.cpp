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

/// AT+CIPSEND as a host of one link does it.
void send(test::SerialHost& host, const std::string& bytes) {
  host.send("AT+CIPSEND=" + std::to_string(bytes.size()) + "\r\n");
  host.receive_until(">");
  host.send(bytes);
  host.receive_until("SEND OK\r\n");
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

  void enter_passthrough() {
    command("AT+CIPMODE=1");
    host_.send("AT+CIPSEND\r\n");
    host_.receive_until(">");
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

std::size_t read_some(int descriptor) {
  static thread_local std::string buffer(65'536, '\0');
  const ssize_t size = read(descriptor, buffer.data(), buffer.size());
  if (size <= 0) throw std::runtime_error("the pty ended");
  return static_cast<std::size_t>(size);
}

void read_all(int descriptor, std::size_t count) {
  for (std::size_t got = 0; got < count;) got += read_some(descriptor);
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(descriptor, bytes.data(), bytes.size());
    if (size <= 0) throw std::runtime_error("the pty ended");
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// What a module answers to AT+CIPSEND, by one that does nothing with what it gets.
void answer_sends(int descriptor, int packets) {
  for (int i = 0; i < packets; ++i) {
    read_some(descriptor);
    write_all(descriptor, "\r\nOK\r\n\r\n>");
    read_all(descriptor, packet_size);
    write_all(descriptor, "\r\nRecv 2048 bytes\r\n");
    write_all(descriptor, "\r\nSEND OK\r\n");
  }
}

/// Until the other side closes or sends a full stop.
void echo(net::Tcp::socket& socket) {
  char byte = 0;
  boost::system::error_code error;
  while (socket.read_some(net::asio::buffer(&byte, 1), error) == 1 && byte != '.') socket.write_some(net::asio::buffer(&byte, 1), error);
}

Row echo_of_a_byte(LinkedDevice& device, const Effort& effort) {
  Row row{.name = "echo of a byte", .unit = "us"};
  const BarePty bare;
  test::SerialHost bare_host(bare.path());
  net::asio::io_context io;
  net::Tcp::acceptor acceptor(io, {net::asio::ip::address_v4::loopback(), 0});
  net::Tcp::socket bare_client(io);
  bare_client.connect(acceptor.local_endpoint());
  net::Tcp::socket bare_peer = acceptor.accept();
  for (net::Tcp::socket* socket : {&bare_client, &bare_peer}) socket->set_option(net::Tcp::no_delay(true));
  std::thread bare_echo([&bare_peer] { echo(bare_peer); });
  std::thread device_echo([&device] { echo(device.peer()); });
  char byte = 'x';
  for (int i = 0; i < effort.exchanges; ++i) {
    const Stopwatch floor;
    for (int half = 0; half < 2; ++half) {
      bare_host.send("AT\r\n");
      bare_host.receive_until(ok);
    }
    net::asio::write(bare_client, net::asio::buffer(&byte, 1));
    net::asio::read(bare_client, net::asio::buffer(&byte, 1));
    row.floor.add(floor.microseconds());
    const Stopwatch figure;
    send(device.host(), "x");
    device.receive(1);
    row.figure.add(figure.microseconds());
  }
  bare_client.close();
  bare_echo.join();
  send(device.host(), ".");
  device_echo.join();
  return row;
}

/// What a link brings while the UART runs in real time.
Row share_of_line(const Effort& effort) {
  constexpr double line_rate = 921'600 / 10 / bytes_of_megabyte;
  constexpr double percent = 100;
  LinkedDevice device({"--timing", "real", "--baud", "921600"});
  Row row{.name = "line at 921600", .unit = "%", .more_is_better = true};
  device.enter_passthrough();
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
  const auto for_each_packet = [&](const auto& what) {
    for (int i = 0; i < effort.link_packets; ++i) what();
  };
  std::string path;
  const uart::FileHandle master = open_bare_pty(path);
  test::SerialHost bare_host(path);
  LinkedDevice device({"--timing", "instant"});
  LinkedDevice transparent({"--timing", "instant"});
  transparent.enter_passthrough();
  const auto take = [count](LinkedDevice& from) {
    std::string buffer(count, '\0');
    net::asio::read(from.peer(), net::asio::buffer(buffer));
  };
  Row sent{.name = "CIPSEND", .unit = "MB/s", .largest_ratio = 1.5, .more_is_better = true};
  Row passed{.name = "passthrough", .unit = "MB/s", .largest_ratio = 1.5, .more_is_better = true};
  Row received{.name = "+IPD", .unit = "MB/s", .largest_ratio = 1.5, .more_is_better = true};
  for (int block = 0; block < effort.link_blocks; ++block) {
    sent.floor.add(rate(
        count, [&] { answer_sends(master.get(), effort.link_packets); }, [&] { for_each_packet([&] { send(bare_host, packet()); }); }));
    sent.figure.add(rate(
        count, [&] { take(device); }, [&] { for_each_packet([&] { send(device.host(), packet()); }); }));
    passed.floor.add(rate(
        count, [&] { read_all(master.get(), count); }, [&] { for_each_packet([&] { bare_host.send(packet()); }); }));
    passed.figure.add(rate(
        count, [&] { take(transparent); }, [&] { for_each_packet([&] { transparent.host().send(packet()); }); }));
    received.floor.add(rate(
        count, [&] { for_each_packet([&] { write_all(master.get(), packet()); }); }, [&] { bare_host.pass_over(count); }));
    received.figure.add(rate(
        count, [&] { for_each_packet([&] { net::asio::write(device.peer(), net::asio::buffer(packet())); }); },
        [&] { device.receive(count); }));
  }
  return {sent, passed, received, share_of_line(effort), echo_of_a_byte(device, effort)};
}

}  // namespace espat::bench
