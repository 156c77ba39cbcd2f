#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/packet_id.hpp"
#include "net/packet_stream.hpp"

namespace espat::net {

/// What a client has sent and its broker has not acknowledged, as it stood on the wire: the firmware sends it again (mqtt.md 8), Paho does
/// not within a connection.
class UnacknowledgedPackets {
 public:
  struct Events {
    std::function<void(PacketId)> requested;  ///< SUBSCRIBE or UNSUBSCRIBE has passed
    std::function<void(PacketId)> received;   ///< PUBREC for this message has passed
    std::function<void()> pong;               ///< PINGRESP has passed
  };

  explicit UnacknowledgedPackets(Events events);
  UnacknowledgedPackets(const UnacknowledgedPackets&) = delete;
  UnacknowledgedPackets& operator=(const UnacknowledgedPackets&) = delete;

  /// The next bytes of the client, and of the broker.
  void sent(std::string_view bytes) { up_.follow(bytes); }
  void answered(std::string_view bytes) { down_.follow(bytes); }

  bool is_between_packets() const { return up_.is_between_packets(); }  ///< of the client

  /// Packet `id` as it is sent again, a PUBLISH with its DUP flag. None: it is acknowledged, or the client is in the middle of another one.
  std::optional<std::string> again(PacketId id) const;

 private:
  void keep(const PacketHeader& header, const std::string& body);
  void acknowledge(const PacketHeader& header, const std::string& body);

  Events events_;
  PacketStream up_;
  PacketStream down_;
  std::map<PacketId, std::string> packets_;
};

}  // namespace espat::net
