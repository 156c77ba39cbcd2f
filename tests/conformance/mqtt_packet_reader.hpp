#pragma once

#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/conformance/client_trace.hpp"

namespace espat::conformance {

/// Reads what a client has sent to its broker, each packet possibly cut, as calls: CONNECT, PUBLISH, SUBSCRIBE and UNSUBSCRIBE, without
/// what was sent again.
class MqttPacketReader {
 public:
  /// Throws std::out_of_range when the packet is not MQTT 3.1.1.
  void read(std::string_view packet);
  std::vector<ClientCall> take_calls() { return std::move(calls_); }

 private:
  void read_connect(std::string_view body, std::size_t whole_size);
  void read_publish(std::string_view body, int flags, std::size_t whole_size);
  void read_subscription(std::string_view body, bool subscribes);

  std::vector<ClientCall> calls_;
  std::set<int> message_ids_;  ///< of the subscriptions of this connection
};

}  // namespace espat::conformance
