#include "at_engine/mqtt/mqtt_uri.hpp"

#include <algorithm>

namespace espat::at {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

std::uint16_t default_port(Transport transport) {
  switch (transport) {
    case Transport::tcp:
      return 1883;
    case Transport::tls:
      return 8883;
    case Transport::websocket:
      return 80;
    case Transport::secure_websocket:
      break;
  }
  return 443;
}

}  // namespace

std::string MqttUri::printed(bool port_is_quoted) const {
  return "\"" + host + "\"," + (port_is_quoted ? "\"" + port + "\"" : port) + ",\"" + path + "\"";
}

bool is_host_name(std::string_view text) { return std::all_of(text.begin(), text.end(), is_host_character); }

Transport transport_of(int scheme) {
  if (scheme == 1) return Transport::tcp;
  if (scheme <= 5) return Transport::tls;
  return scheme == 6 ? Transport::websocket : Transport::secure_websocket;
}

MqttUri make_mqtt_uri(int scheme, std::string_view host, int port, std::string_view path) {
  MqttUri uri;
  if (const auto at = host.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = host.substr(0, at);
    const auto colon = credentials.find(':');
    uri.username = credentials.substr(0, colon);
    if (colon != std::string_view::npos) uri.password = credentials.substr(colon + 1);
    host.remove_prefix(at + 1);
  }
  if (!is_host_name(host)) return {};
  uri.host = host;
  uri.port = std::to_string(port);
  if (is_websocket(transport_of(scheme))) uri.path = "/" + std::string(path.substr(0, path.find_first_of("?#")));
  return uri;
}

MqttEndpoint endpoint_of(const MqttUri& uri, int scheme) {
  MqttEndpoint endpoint;
  endpoint.transport = transport_of(scheme);
  endpoint.host = uri.host;
  const int port = uri.is_valid() ? std::stoi(uri.port) : 0;
  endpoint.port = port == 0 ? default_port(endpoint.transport) : static_cast<std::uint16_t>(port);
  endpoint.path = uri.path;
  return endpoint;
}

}  // namespace espat::at
