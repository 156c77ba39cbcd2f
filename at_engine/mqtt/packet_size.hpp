#pragma once

#include <cstddef>

#include "at_engine/mqtt_link.hpp"

namespace espat::at {

/// Bytes of PUBACK and its like on the wire.
inline constexpr std::size_t acknowledgement_size = 4;

/// Bytes of PUBLISH before its payload: type, remaining length, topic with its length, and the message id above QoS 0.
inline std::size_t publish_header_size(const MqttReceived& message) {
  const std::size_t variable = 2 + message.topic.size() + (message.qos > 0 ? 2 : 0);
  std::size_t size = 1 + variable;
  std::size_t remaining = variable + message.payload.size();
  do {
    ++size;
    remaining /= 128;
  } while (remaining > 0);
  return size;
}

/// What a PUBLISH takes of the client's buffer: its body, and the room kept for the fixed header (mqtt.md 5.1).
inline std::size_t buffered_size(const MqttPublish& packet) {
  constexpr std::size_t reserved_header = 3;
  return 2 + packet.topic.size() + (packet.qos > 0 ? 2 : 0) + packet.payload.size() + reserved_header;
}

}  // namespace espat::at
