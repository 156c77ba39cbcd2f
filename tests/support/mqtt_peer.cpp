#include "tests/support/mqtt_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace espat::test {

namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool wait_readable(int socket, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd entry{socket, POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(std::max<long>(left, 0))) > 0;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(socket);
    throw std::runtime_error("nothing listens on port " + std::to_string(port));
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return socket;
}

std::pair<int, std::uint16_t> bind_free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof(address);
  ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return {socket, ntohs(address.sin_port)};
}

std::string encode_number(std::uint16_t number) { return {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)}; }

std::uint16_t decode_number(std::string_view bytes) {
  return static_cast<std::uint16_t>((static_cast<unsigned char>(bytes[0]) << 8) | static_cast<unsigned char>(bytes[1]));
}

std::string encode_connect(const std::string& client_id, std::string_view user, std::string_view password) {
  unsigned flags = 2;
  std::string tail = encode_text(client_id);
  if (!user.empty()) flags |= 0x80, tail += encode_text(user);
  if (!password.empty()) flags |= 0x40, tail += encode_text(password);
  const std::string keepalive(2, '\0');
  return encode({packet_type::connect << 4, encode_text("MQTT") + '\x04' + static_cast<char>(flags) + keepalive + tail});
}

}  // namespace

std::string encode_text(std::string_view text) { return encode_number(static_cast<std::uint16_t>(text.size())) + std::string(text); }

std::string encode(const Packet& packet) {
  std::string bytes(1, static_cast<char>(packet.head));
  auto length = packet.body.size();
  do {
    const auto more = length > 127 ? 128U : 0U;
    bytes += static_cast<char>((length & 127U) | more);
    length >>= 7;
  } while (length > 0);
  return bytes + packet.body;
}

std::string encode_publish(const Message& message, std::uint16_t id) {
  const int head = packet_type::publish << 4 | message.qos << 1 | (message.retain ? 1 : 0);
  return encode(
      {static_cast<std::uint8_t>(head), encode_text(message.topic) + (message.qos > 0 ? encode_number(id) : "") + message.payload});
}

Message decode_publish(const Packet& packet) {
  const int qos = packet.head >> 1 & 3;
  const std::size_t topic_size = decode_number(packet.body);
  const std::size_t start = 2 + topic_size + (qos > 0 ? 2 : 0);
  return {packet.body.substr(2, topic_size), packet.body.substr(start), qos, (packet.head & 1) != 0};
}

std::uint16_t publish_id(const Packet& packet) {
  return decode_number(std::string_view(packet.body).substr(2 + decode_number(packet.body)));
}

MqttStream::~MqttStream() { close(); }

MqttStream::MqttStream(MqttStream&& other) noexcept : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

MqttStream& MqttStream::operator=(MqttStream&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(received_, other.received_);
  return *this;
}

void MqttStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0) throw std::runtime_error("the connection is gone");
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool MqttStream::fill(Clock::time_point deadline) {
  std::array<char, 65536> buffer;
  if (!wait_readable(socket_, deadline)) return false;
  const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

std::optional<Packet> MqttStream::read(std::chrono::milliseconds within) {
  const auto deadline = Clock::now() + within;
  std::size_t length = 0;
  std::size_t at = 1;
  for (unsigned shift = 0;; shift += 7, ++at) {
    while (received_.size() <= at) {
      if (!fill(deadline)) return std::nullopt;
    }
    const auto byte = static_cast<unsigned char>(received_[at]);
    length |= static_cast<std::size_t>(byte & 127U) << shift;
    if (byte < 128) break;
  }
  while (received_.size() < at + 1 + length) {
    if (!fill(deadline)) return std::nullopt;
  }
  Packet packet{static_cast<std::uint8_t>(received_[0]), received_.substr(at + 1, length)};
  received_.erase(0, at + 1 + length);
  return packet;
}

std::optional<std::string> MqttStream::read_until(std::string_view end, std::chrono::milliseconds within) {
  const auto deadline = Clock::now() + within;
  std::size_t at = 0;
  while ((at = received_.find(end)) == std::string::npos) {
    if (!fill(deadline)) return std::nullopt;
  }
  const std::string bytes = received_.substr(0, at + end.size());
  received_.erase(0, bytes.size());
  return bytes;
}

bool MqttStream::wait_closed(std::chrono::milliseconds within) {
  const auto deadline = Clock::now() + within;
  while (fill(deadline)) received_.clear();
  return Clock::now() < deadline;
}

void MqttStream::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

MqttPeer::MqttPeer(std::uint16_t port, const std::string& client_id, std::string_view user, std::string_view password)
    : stream_(connect_to(port)) {
  stream_.write(encode_connect(client_id, user, password));
  const auto connack = expect(packet_type::connack);
  if (connack.body[1] != 0) throw std::runtime_error("the broker refused the connection");
}

void MqttPeer::subscribe(const std::string& topic, int qos) {
  stream_.write(encode({packet_type::subscribe << 4 | 2, encode_number(7) + encode_text(topic) + static_cast<char>(qos)}));
  expect(packet_type::suback);
}

void MqttPeer::publish(const Message& message) {
  stream_.write(encode_publish(message));
  if (message.qos == 1) expect(packet_type::puback);
  if (message.qos < 2) return;
  expect(packet_type::pubrec);
  stream_.write(encode({packet_type::pubrel << 4 | 2, encode_number(1)}));
  expect(packet_type::pubcomp);
}

std::optional<Message> MqttPeer::receive(std::chrono::milliseconds within) {
  while (waiting_.empty()) {
    const auto packet = stream_.read(within);
    if (!packet) return std::nullopt;
    if (packet->type() == packet_type::pubrel) stream_.write(encode({packet_type::pubcomp << 4, packet->body}));
    if (packet->type() != packet_type::publish) continue;
    const auto message = decode_publish(*packet);
    const int answer = message.qos == 1 ? packet_type::puback : packet_type::pubrec;
    if (message.qos > 0) stream_.write(encode({static_cast<std::uint8_t>(answer << 4), encode_number(publish_id(*packet))}));
    waiting_.push_back(message);
  }
  const auto message = waiting_.front();
  waiting_.erase(waiting_.begin());
  return message;
}

Packet MqttPeer::expect(int type) {
  for (;;) {
    const auto packet = stream_.read();
    if (!packet) throw std::runtime_error("the broker did not answer");
    if (packet->type() == type) return *packet;
    if (packet->type() == packet_type::publish) waiting_.push_back(decode_publish(*packet));
  }
}

StubListener::StubListener() {
  std::tie(socket_, port_) = bind_free_port();
  ::listen(socket_, 16);
}

StubListener::~StubListener() { ::close(socket_); }

std::optional<MqttStream> StubListener::accept(std::chrono::milliseconds within) {
  if (!wait_readable(socket_, Clock::now() + within)) return std::nullopt;
  return MqttStream(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
}

std::uint16_t unused_port() {
  const auto [socket, port] = bind_free_port();
  ::close(socket);
  return port;
}

}  // namespace espat::test
