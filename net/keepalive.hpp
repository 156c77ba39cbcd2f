#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace espat::net {

/// The keepalive of one connection as the engine wants it. Paho would send PINGREQ when it thinks fit and give the connection up by itself,
/// so it is told that there is none (0); CONNECT is given the real one on its way, and PINGREQ is ours.
class Keepalive {
 public:
  /// @param interval  0 to 65535 s (MQTT 3.1.1, 3.1.2.10)
  explicit Keepalive(std::chrono::seconds interval) : interval_(interval) {}

  /// The bytes that go on to the broker after these of Paho have come; valid until the next call or the end of these.
  /// @param ends_packet  whether a packet ends with them
  std::string_view pass(std::string_view bytes, bool ends_packet);

  /// What goes to the broker now: PINGREQ, or nothing when Paho is in the middle of a packet; then it goes behind that.
  std::string_view ping(bool is_between_packets);

 private:
  std::string_view pass_connect(std::string_view bytes);

  std::chrono::seconds interval_;
  bool has_connect_passed_ = false;
  bool ping_is_due_ = false;
  std::string passed_;
};

}  // namespace espat::net
