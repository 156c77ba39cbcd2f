#include "net/keepalive.hpp"

#include <utility>

#include "net/packet_header.hpp"

namespace espat::net {
namespace {

constexpr std::string_view pingreq("\xC0\x00", 2);

// Behind the fixed header stand the protocol's name and level, and the flags (MQTT 3.1.1, 3.1.2).
constexpr std::size_t bytes_before_interval = 8;

}  // namespace

std::string_view Keepalive::pass(std::string_view bytes, bool ends_packet) {
  if (!has_connect_passed_) return pass_connect(bytes);
  if (!ping_is_due_ || !ends_packet) return bytes;
  ping_is_due_ = false;
  passed_.assign(bytes).append(pingreq);
  return passed_;
}

/// Nothing goes on before the interval has come, which is one of the first bytes that Paho sends.
std::string_view Keepalive::pass_connect(std::string_view bytes) {
  passed_ += bytes;
  PacketHeader header;
  for (const char byte : passed_) {
    if (!header.is_complete()) header.add(byte);
  }
  const std::size_t at = header.bytes().size() + bytes_before_interval;
  if (!header.is_complete() || passed_.size() < at + 2) return {};
  passed_[at] = static_cast<char>(interval_.count() >> 8);
  passed_[at + 1] = static_cast<char>(interval_.count());
  has_connect_passed_ = true;
  return passed_;
}

std::string_view Keepalive::ping(bool is_between_packets) {
  ping_is_due_ = !is_between_packets;
  return is_between_packets ? pingreq : std::string_view();
}

}  // namespace espat::net
