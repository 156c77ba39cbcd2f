#include "net/acknowledgement_gate.hpp"

#include <optional>
#include <utility>

namespace espat::net {
namespace {

bool is_acknowledgement(PacketType type) {
  switch (type) {
    case PacketType::connack:
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubcomp:
    case PacketType::suback:
    case PacketType::unsuback:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view AcknowledgementGate::pass(std::string_view bytes) {
  // Without a fault it only follows where packets begin, and no byte is copied.
  const bool is_open = !link_->acts_on_acknowledgements() && acknowledgement_.empty() && held_.empty();
  passed_.clear();
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view piece = next_piece(rest);
    rest.remove_prefix(piece.size());
    goes_through_ = goes_through_ || is_open;
    if (!is_open) (is_acknowledgement(header_.type()) && !goes_through_ ? acknowledgement_ : passed_) += piece;
    if (header_.is_complete() && body_left_ == 0) end_packet();
  }
  return is_open ? bytes : passed_;
}

/// A byte of the header, or what is there of the body.
std::string_view AcknowledgementGate::next_piece(std::string_view bytes) {
  if (header_.is_complete()) {
    bytes = bytes.substr(0, body_left_);
    body_left_ -= bytes.size();
    return bytes;
  }
  header_.add(bytes.front());
  body_left_ = header_.body_size();
  return bytes.substr(0, 1);
}

void AcknowledgementGate::end_packet() {
  const bool may_be_held = std::exchange(header_, {}).type() != PacketType::connack && link_->holds_acknowledgements();
  goes_through_ = false;
  passed_ += release();
  if (acknowledgement_.empty()) return;
  const std::optional<std::string> answer = link_->answer(std::exchange(acknowledgement_, {}));
  if (answer) (may_be_held ? held_ : passed_) += *answer;
}

std::string AcknowledgementGate::release() {
  if (!is_between_packets() || link_->holds_acknowledgements()) return {};
  return std::exchange(held_, {});
}

}  // namespace espat::net
