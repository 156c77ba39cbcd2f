#pragma once

#include <string>
#include <string_view>

#include "at_engine/mqtt_link.hpp"

namespace espat::at {

/// The URI that MQTTCONN builds, taken apart again the way the firmware does it (mqtt.md 1.3).
struct MqttUri {
  std::string username;  ///< from "user:password@" in the host; overrides the configured one
  std::string password;
  std::string host;
  std::string port;  ///< as printed
  std::string path;  ///< with its leading '/', cut at '?' and '#'; empty for TCP and TLS

  /// False when the host has characters that a URI cannot hold, or none at all.
  bool is_valid() const { return !host.empty(); }
  /// `"host","port","path"` or `"host",port,"path"`, as in +MQTTCONNECTED and +MQTTCONN.
  std::string printed(bool port_is_quoted) const;
};

/// Letters, digits, '.' and '-' only.
bool is_host_name(std::string_view text);

/// The transport of a scheme of 1 to 10.
Transport transport_of(int scheme);

MqttUri make_mqtt_uri(int scheme, std::string_view host, int port, std::string_view path);

/// Where the client connects to.
MqttEndpoint endpoint_of(const MqttUri& uri, int scheme);

}  // namespace espat::at
