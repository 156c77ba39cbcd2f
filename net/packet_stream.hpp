#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "net/packet_header.hpp"

namespace espat::net {

/// Follows where the packets begin in one direction of an MQTT connection, and brings those that are wanted as a whole.
class PacketStream {
 public:
  using Wanted = std::function<bool(const PacketHeader&)>;
  using Packet = std::function<void(const PacketHeader&, const std::string& body)>;

  PacketStream(Wanted wanted, Packet packet) : wanted_(std::move(wanted)), packet_(std::move(packet)) {}

  /// The next bytes, cut anywhere.
  void follow(std::string_view bytes);
  bool is_between_packets() const { return header_.bytes().empty(); }

 private:
  Wanted wanted_;
  Packet packet_;
  PacketHeader header_;  ///< of the present packet
  bool is_wanted_ = false;
  std::size_t body_left_ = 0;
  std::string body_;  ///< what has come of it, if it is wanted
};

}  // namespace espat::net
