#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/mqtt/mqtt_client.hpp"

namespace espat::conformance {

/// A call on the MQTT client as a line of text: `publish topic=t len=1 qos=0 retain=0`, followed by one for the payload.
struct ClientCall {
  std::string text;
  bool is_cut = false;  ///< the recording has only the beginning

  bool matches(const ClientCall& received) const { return is_cut ? received.text.starts_with(text) : received.text == text; }
};

ClientCall start_call(const at::MqttClientConfig& config);
/// What a CONNECT packet carries.
ClientCall connect_call(const at::MqttSession& session);
ClientCall publish_call(std::string_view topic, std::size_t length, int qos, bool retain);
ClientCall payload_call(std::string_view payload);
ClientCall subscribe_call(std::string_view topic, int qos);
ClientCall unsubscribe_call(std::string_view topic);

/// The calls among the entries of a recorded trace.
std::vector<ClientCall> read_client_trace(std::string_view trace);

}  // namespace espat::conformance
