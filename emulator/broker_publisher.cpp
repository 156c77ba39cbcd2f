#include "emulator/broker_publisher.hpp"

#include <fmt/format.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string_view>
#include <utility>

namespace espat::emulator {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t packet_identifier = 1;
constexpr std::uint8_t pubrec = 0x50;

void append(Bytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }

/// MQTT 3.1.1, clean session, no keepalive, empty client id.
Bytes greeting() { return {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 0}; }

Bytes publish_packet(const BrokerMessage& message) {
  Bytes body{static_cast<std::uint8_t>(message.topic.size() >> 8), static_cast<std::uint8_t>(message.topic.size())};
  append(body, message.topic);
  if (message.qos > 0) body.insert(body.end(), {0, packet_identifier});
  append(body, message.payload);
  Bytes packet{static_cast<std::uint8_t>(0x30 | message.qos << 1 | (message.retain ? 1 : 0))};
  std::size_t length = body.size();
  do {
    packet.push_back(static_cast<std::uint8_t>(length % 128 | (length >= 128 ? 0x80U : 0U)));
    length /= 128;
  } while (length > 0);
  packet.insert(packet.end(), body.begin(), body.end());
  return packet;
}

}  // namespace

BrokerPublisher::BrokerPublisher(boost::asio::io_context& io, const std::string& socket_path, const BrokerMessage& message,
                                 std::function<void(const std::string&)> failed)
    : socket_(io), broker_(socket_path), message_(message), answers_to_come_(1 + message.qos), failed_(std::move(failed)) {}

void BrokerPublisher::start() {
  socket_.async_connect(broker_, [self = shared_from_this()](boost::system::error_code error) {
    if (error) return self->fail(error.message());
    Bytes packets = greeting();
    const Bytes publish = publish_packet(self->message_);
    packets.insert(packets.end(), publish.begin(), publish.end());
    self->write(packets);
    self->read_answer();
  });
}

// CONNACK, then nothing, PUBACK, or PUBREC and PUBCOMP: each of four bytes.
void BrokerPublisher::read_answer() {
  boost::asio::async_read(socket_, boost::asio::buffer(answer_), [self = shared_from_this()](boost::system::error_code error, std::size_t) {
    if (error) return self->fail(error.message());
    if (self->answer_[0] == pubrec) self->write({0x62, 2, 0, packet_identifier});
    if (--self->answers_to_come_ > 0) return self->read_answer();
    self->write({0xE0, 0});
  });
}

void BrokerPublisher::write(const Bytes& packets) {
  boost::system::error_code error;
  boost::asio::write(socket_, boost::asio::buffer(packets), error);
}

void BrokerPublisher::fail(const std::string& cause) {
  failed_(fmt::format("the broker did not take the message for {} ({})", message_.topic, cause));
}

}  // namespace espat::emulator
