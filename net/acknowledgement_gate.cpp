#include "net/acknowledgement_gate.hpp"

#include <optional>
#include <utility>

namespace espat::net {
namespace {

constexpr unsigned connack = 2;

unsigned packet_type(const std::string& header) { return static_cast<unsigned char>(header.front()) >> 4U; }

bool is_acknowledgement(const std::string& header) {
  constexpr std::string_view types("\x02\x04\x05\x07\x09\x0b", 6);
  return types.find(static_cast<char>(packet_type(header))) != std::string_view::npos;
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
    if (!is_open) (is_acknowledgement(header_) && !goes_through_ ? acknowledgement_ : passed_) += piece;
    if (header_is_complete_ && body_left_ == 0) end_packet();
  }
  return is_open ? bytes : passed_;
}

/// A byte of the header, or what is there of the body.
std::string_view AcknowledgementGate::next_piece(std::string_view bytes) {
  if (header_is_complete_) {
    bytes = bytes.substr(0, body_left_);
    body_left_ -= bytes.size();
    return bytes;
  }
  header_ += bytes.front();
  begin_body();
  return bytes.substr(0, 1);
}

/// The length of the body stands in up to four bytes of seven bits, the lowest first.
void AcknowledgementGate::begin_body() {
  constexpr std::size_t longest_header = 5;
  const bool goes_on = header_.size() == 1 || (static_cast<unsigned char>(header_.back()) & 0x80U) != 0;
  if (goes_on && header_.size() < longest_header) return;
  header_is_complete_ = true;
  for (std::size_t i = header_.size() - 1; i > 0; --i) body_left_ = body_left_ << 7U | (static_cast<unsigned char>(header_[i]) & 0x7fU);
}

void AcknowledgementGate::end_packet() {
  const bool may_be_held = packet_type(header_) != connack && link_->holds_acknowledgements();
  header_.clear();
  header_is_complete_ = false;
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
