#include "net/acknowledgement_gate.hpp"

#include <algorithm>
#include <optional>

namespace espat::net {
namespace {

constexpr unsigned connack = 2;

unsigned packet_type(const std::string& header) { return static_cast<unsigned char>(header.front()) >> 4U; }

bool is_acknowledgement(const std::string& header) {
  constexpr std::string_view types("\x02\x04\x05\x07\x09\x0b", 6);
  return types.find(static_cast<char>(packet_type(header))) != std::string_view::npos;
}

}  // namespace

std::string AcknowledgementGate::pass(std::string_view bytes) {
  std::string passed;
  while (!bytes.empty()) {
    const std::size_t size = header_is_complete_ ? std::min(body_left_, bytes.size()) : 1;
    const std::string_view piece = bytes.substr(0, size);
    bytes.remove_prefix(size);
    if (header_is_complete_) {
      body_left_ -= size;
    } else {
      header_ += piece;
      begin_body();
    }
    (is_acknowledgement(header_) ? acknowledgement_ : passed) += piece;
    if (header_is_complete_ && body_left_ == 0) end_packet(passed);
  }
  return passed;
}

/// The length of the body stands in up to four bytes of seven bits, the lowest first.
void AcknowledgementGate::begin_body() {
  constexpr std::size_t longest_header = 5;
  const bool goes_on = header_.size() == 1 || (static_cast<unsigned char>(header_.back()) & 0x80U) != 0;
  if (goes_on && header_.size() < longest_header) return;
  header_is_complete_ = true;
  for (std::size_t i = header_.size() - 1; i > 0; --i) body_left_ = body_left_ << 7U | (static_cast<unsigned char>(header_[i]) & 0x7fU);
}

void AcknowledgementGate::end_packet(std::string& passed) {
  const bool may_be_held = packet_type(header_) != connack && link_->holds_acknowledgements();
  header_.clear();
  header_is_complete_ = false;
  passed += release();
  if (acknowledgement_.empty()) return;
  const std::optional<std::string> answer = link_->answer(std::exchange(acknowledgement_, {}));
  if (answer) (may_be_held ? held_ : passed) += *answer;
}

std::string AcknowledgementGate::release() {
  if (!is_between_packets() || link_->holds_acknowledgements()) return {};
  return std::exchange(held_, {});
}

}  // namespace espat::net
