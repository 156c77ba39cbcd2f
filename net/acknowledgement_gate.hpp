#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/link.hpp"
#include "net/packet_header.hpp"

namespace espat::net {

/// Stands in the stream of MQTT packets from a broker, and lets acknowledgements through as the faults of the link allow: CONNACK, PUBACK,
/// PUBREC, PUBCOMP, SUBACK and UNSUBACK as a whole, everything else as it comes.
class AcknowledgementGate {
 public:
  explicit AcknowledgementGate(std::shared_ptr<const Link> link) : link_(std::move(link)) {}

  /// The bytes that go on after these have come; valid until the next call or the end of these.
  std::string_view pass(std::string_view bytes);

  /// What was held back and now goes on; the rest does at the end of the packet that is on its way.
  std::string release();

 private:
  bool is_between_packets() const { return header_.bytes().empty(); }
  std::string_view next_piece(std::string_view bytes);
  void end_packet();

  std::shared_ptr<const Link> link_;
  PacketHeader header_;  ///< of the present packet
  std::size_t body_left_ = 0;
  bool goes_through_ = false;  ///< the present packet, because its beginning has
  std::string passed_;
  std::string acknowledgement_;  ///< what has come of it
  std::string held_;
};

}  // namespace espat::net
