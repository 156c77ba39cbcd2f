#include "tests/conformance/mqtt_packet_reader.hpp"

#include <stdexcept>
#include <string>

namespace espat::conformance {
namespace {

int take_number(std::string_view& body, std::size_t size) {
  if (body.size() < size) throw std::out_of_range("an MQTT packet ends too early");
  int number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number * 256 + static_cast<unsigned char>(body[i]);
  body.remove_prefix(size);
  return number;
}

std::string take_text(std::string_view& body) {
  const auto size = static_cast<std::size_t>(take_number(body, 2));
  if (body.size() < size) throw std::out_of_range("a text in an MQTT packet ends too early");
  std::string text(body.substr(0, size));
  body.remove_prefix(size);
  return text;
}

std::size_t take_remaining_length(std::string_view& packet) {
  std::size_t length = 0;
  for (int shift = 0;; shift += 7) {
    const int byte = take_number(packet, 1);
    length |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return length;
  }
}

}  // namespace

void MqttPacketReader::read(std::string_view packet) {
  const int head = take_number(packet, 1);
  const std::size_t length = take_remaining_length(packet);
  switch (head >> 4) {
    case 1:
      return read_connect(packet, length);
    case 3:
      return read_publish(packet, head & 0x0f, length);
    case 8:
      return read_subscription(packet, true);
    case 10:
      return read_subscription(packet, false);
    default:
      break;  // acknowledgements, pings and DISCONNECT
  }
}

void MqttPacketReader::read_connect(std::string_view body, std::size_t whole_size) {
  message_ids_.clear();
  if (body.size() < whole_size) {
    calls_.push_back({"connect ", true});
    return;
  }
  take_text(body);       // protocol name
  take_number(body, 1);  // protocol level
  const int flags = take_number(body, 1);
  at::MqttSession session;
  session.clean_session = (flags & 0x02) != 0;
  session.keepalive = std::chrono::seconds(take_number(body, 2));
  session.client_id = take_text(body);
  if ((flags & 0x04) != 0) {
    const std::string topic = take_text(body);
    session.will = at::MqttWill{topic, take_text(body), (flags >> 3) & 3, (flags & 0x20) != 0};
  }
  if ((flags & 0x80) != 0) session.username = take_text(body);
  if ((flags & 0x40) != 0) session.password = take_text(body);
  calls_.push_back(connect_call(session));
}

void MqttPacketReader::read_publish(std::string_view body, int flags, std::size_t whole_size) {
  const bool is_duplicate = (flags & 0x08) != 0;
  if (is_duplicate) return;
  const std::size_t missing = whole_size - body.size();
  const int qos = (flags >> 1) & 3;
  const std::string topic = take_text(body);
  if (qos > 0) take_number(body, 2);  // message id
  calls_.push_back(publish_call(topic, body.size() + missing, qos, (flags & 0x01) != 0));
  calls_.push_back(payload_call(body));
  calls_.back().is_cut = missing > 0;
}

void MqttPacketReader::read_subscription(std::string_view body, bool subscribes) {
  const bool is_new = message_ids_.insert(take_number(body, 2)).second;
  if (!is_new) return;
  const std::string topic = take_text(body);
  calls_.push_back(subscribes ? subscribe_call(topic, take_number(body, 1)) : unsubscribe_call(topic));
}

}  // namespace espat::conformance
