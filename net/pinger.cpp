#include "net/pinger.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace espat::net {
namespace {

using namespace std::chrono_literals;

// What comes later counts as no answer (device-commands.md 6.1).
constexpr auto answer_time = 1s;

constexpr std::uint8_t echo_request = 8;
constexpr std::uint8_t echo_reply = 0;
constexpr std::size_t header_size = 8;
constexpr std::size_t longest_packet = 1'500;

std::uint16_t identifier() { return static_cast<std::uint16_t>(::getpid()); }

std::uint16_t word(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U | static_cast<unsigned char>(bytes[at + 1]));
}

void put_word(std::string& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<char>(value >> 8U);
  bytes[at + 1] = static_cast<char>(value & 0xffU);
}

// RFC 1071.
std::uint16_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) sum += word(bytes, at);
  while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

std::string echo(std::uint16_t sequence) {
  std::string packet(header_size, '\0');
  packet[0] = static_cast<char>(echo_request);
  put_word(packet, 4, identifier());
  put_word(packet, 6, sequence);
  packet += "espat ping payload of 32 bytes..";
  put_word(packet, 2, checksum(packet));
  return packet;
}

}  // namespace

Pinger::Pinger(asio::io_context& io, const LinkOptions& options, LinkFaults& faults, Report report)
    : io_(io), round_trip_(options.round_trip), faults_(faults), report_(std::move(report)), socket_(io), deadline_(io) {}

bool Pinger::open() {
  if (socket_.is_open()) return true;
  boost::system::error_code error;
  const int ping_socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (ping_socket >= 0) {
    socket_.assign(Icmp::v4(), ping_socket, error);
  } else {
    socket_.open(Icmp::v4(), error);
    packets_have_ip_header_ = true;
  }
  if (error) return false;
  socket_.non_blocking(true);
  read();
  return true;
}

void Pinger::ping(const at::PingHost& ping, const std::string& ip) {
  if (!open()) {
    return fail(ping.query,
                "this user may send no ICMP echo; `sysctl net.ipv4.ping_group_range='0 2147483647'` permits it, until then AT+PING times "
                "out");
  }
  boost::system::error_code error;
  const auto address = asio::ip::make_address(ip, error);
  if (error) return fail(ping.query, "no ICMP echo could be sent to " + ip + ": " + error.message());
  question_ = {ping.query, ++last_sequence_, std::chrono::steady_clock::now(),
               DatagramLink::open(io_, faults_, {LinkName::Kind::ping, ping.query, ping.ip}, round_trip_)};
  deadline_.expires_after(answer_time);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->question_.reset();
  });
  question_->link->up(echo(0).size(), [weak = weak_from_this(), address] {
    if (const auto self = weak.lock()) self->send(address);
  });
}

void Pinger::send(const asio::ip::address& ip) {
  boost::system::error_code error;
  socket_.send_to(asio::buffer(echo(question_->sequence)), {ip, 0}, 0, error);
  if (error) fail(question_->query, "no ICMP echo could be sent to " + ip.to_string() + ": " + error.message());
}

void Pinger::fail(at::Query query, std::string reason) {
  asio::post(io_, [weak = weak_from_this(), failed = at::PingFailed{query, std::move(reason)}] {
    if (const auto self = weak.lock()) self->report_(failed);
  });
}

void Pinger::read() {
  buffer_.resize(longest_packet);
  socket_.async_receive(asio::buffer(buffer_), [weak = weak_from_this()](boost::system::error_code error, std::size_t size) {
    const auto self = weak.lock();
    if (!self || error == asio::error::operation_aborted) return;
    if (!error) self->answered(std::string_view(self->buffer_).substr(0, size));
    if (self->socket_.is_open()) self->read();
  });
}

void Pinger::answered(std::string_view packet) {
  if (packets_have_ip_header_) {
    if (packet.empty()) return;
    const std::size_t ip_header_size = std::size_t{4} * (static_cast<unsigned char>(packet.front()) & 0x0fU);
    packet.remove_prefix(std::min(ip_header_size, packet.size()));
  }
  if (packet.size() < header_size || static_cast<std::uint8_t>(packet.front()) != echo_reply) return;
  // A ping socket brings only its own answers, under an identifier of the kernel's.
  if (packets_have_ip_header_ && word(packet, 4) != identifier()) return;
  if (!question_ || word(packet, 6) != question_->sequence) return;
  question_->link->down(packet.size(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->arrived();
  });
}

void Pinger::arrived() {
  const Question question = *std::exchange(question_, std::nullopt);
  deadline_.cancel();
  const auto round_trip = std::chrono::steady_clock::now() - question.asked_at;
  report_(at::PingAnswered{question.query, std::chrono::duration_cast<at::Duration>(round_trip)});
}

void Pinger::close() {
  question_.reset();
  deadline_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace espat::net
