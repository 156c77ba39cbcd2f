#include "net/unacknowledged_packets.hpp"

#include <utility>

namespace espat::net {
namespace {

constexpr char dup_flag = 0x08;

bool is_acknowledged_later(const PacketHeader& header) {
  const PacketType type = header.type();
  return type == PacketType::subscribe || type == PacketType::unsubscribe || (type == PacketType::publish && header.qos() > 0);
}

/// Not PUBCOMP: after PUBREC nothing is sent again.
bool is_looked_at(const PacketHeader& header) {
  switch (header.type()) {
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp:
      return true;
    default:
      return false;
  }
}

/// The number in the two bytes at `at`, the higher first.
std::optional<std::uint16_t> number_at(std::string_view bytes, std::size_t at) {
  if (bytes.size() < at + 2) return std::nullopt;
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U | static_cast<unsigned char>(bytes[at + 1]));
}

/// It stands first, in a PUBLISH behind the topic.
std::optional<PacketId> packet_id(PacketType type, std::string_view body) {
  if (type != PacketType::publish) return number_at(body, 0);
  const auto topic_size = number_at(body, 0);
  return topic_size ? number_at(body, 2U + *topic_size) : std::nullopt;
}

}  // namespace

UnacknowledgedPackets::UnacknowledgedPackets(Events events)
    : events_(std::move(events)),
      up_(is_acknowledged_later, [this](const PacketHeader& header, const std::string& body) { keep(header, body); }),
      down_(is_looked_at, [this](const PacketHeader& header, const std::string& body) { acknowledge(header, body); }) {}

void UnacknowledgedPackets::keep(const PacketHeader& header, const std::string& body) {
  const auto id = packet_id(header.type(), body);
  if (!id) return;
  const bool is_message = header.type() == PacketType::publish;
  std::string& packet = packets_[*id] = header.bytes() + body;
  if (is_message) packet.front() |= dup_flag;
  if (!is_message) events_.requested(*id);
}

void UnacknowledgedPackets::acknowledge(const PacketHeader& header, const std::string& body) {
  if (header.type() == PacketType::pingresp) return events_.pong();
  const auto id = packet_id(header.type(), body);
  if (!id) return;
  packets_.erase(*id);
  if (header.type() == PacketType::pubrec) events_.received(*id);
}

std::optional<std::string> UnacknowledgedPackets::again(PacketId id) const {
  const auto found = packets_.find(id);
  if (found == packets_.end() || !is_between_packets()) return std::nullopt;
  return found->second;
}

}  // namespace espat::net
