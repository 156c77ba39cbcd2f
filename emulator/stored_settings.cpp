#include "emulator/stored_settings.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "emulator/byte_text.hpp"

namespace espat::emulator {
namespace {

using Json = nlohmann::ordered_json;

// The fields by name. A structured binding names all of them, so that none can be forgotten.

template <class Uart, class Use>
void each_field(Uart& uart, const Use& use) requires std::is_same_v<std::remove_const_t<Uart>, at::UartSettings> {
  auto& [baud, data_bits, stop_bits, parity, flow_control] = uart;
  use("baud", baud);
  use("data_bits", data_bits);
  use("stop_bits", stop_bits);
  use("parity", parity);
  use("flow_control", flow_control);
}

template <class IpConfiguration, class Use>
void each_field(IpConfiguration& configuration,
                const Use& use) requires std::is_same_v<std::remove_const_t<IpConfiguration>, at::IpConfiguration> {
  auto& [address, gateway, netmask] = configuration;
  use("address", address);
  use("gateway", gateway);
  use("netmask", netmask);
}

template <class DhcpRange, class Use>
void each_field(DhcpRange& range, const Use& use) requires std::is_same_v<std::remove_const_t<DhcpRange>, at::DhcpRange> {
  auto& [lease, first, last] = range;
  use("lease", lease);
  use("first", first);
  use("last", last);
}

template <class SoftApSettings, class Use>
void each_field(SoftApSettings& softap, const Use& use) requires std::is_same_v<std::remove_const_t<SoftApSettings>, at::SoftApSettings> {
  auto& [ssid, password, channel, encryption, most_stations, is_hidden] = softap;
  use("ssid", ssid);
  use("password", password);
  use("channel", channel);
  use("encryption", encryption);
  use("most_stations", most_stations);
  use("is_hidden", is_hidden);
}

template <class TcpOptions, class Use>
void each_field(TcpOptions& options, const Use& use) requires std::is_same_v<std::remove_const_t<TcpOptions>, at::TcpOptions> {
  auto& [linger_seconds, no_delay, send_timeout, keepalive_seconds] = options;
  use("linger_seconds", linger_seconds);
  use("no_delay", no_delay);
  use("send_timeout", send_timeout);
  use("keepalive_seconds", keepalive_seconds);
}

template <class TlsConfiguration, class Use>
void each_field(TlsConfiguration& configuration,
                const Use& use) requires std::is_same_v<std::remove_const_t<TlsConfiguration>, at::TlsConfiguration> {
  auto& [authentication, certificate_id, ca_id] = configuration;
  use("authentication", authentication);
  use("certificate_id", certificate_id);
  use("ca_id", ca_id);
}

template <class Destination, class Use>
void each_field(Destination& destination, const Use& use) requires std::is_same_v<std::remove_const_t<Destination>, at::Destination> {
  auto& [type, is_ipv6, host, port, keepalive_seconds, local_host, local_port, udp_mode] = destination;
  use("type", type);
  use("is_ipv6", is_ipv6);
  use("host", host);
  use("port", port);
  use("keepalive_seconds", keepalive_seconds);
  use("local_host", local_host);
  use("local_port", local_port);
  use("udp_mode", udp_mode);
}

template <class SavedLink, class Use>
void each_field(SavedLink& link, const Use& use) requires std::is_same_v<std::remove_const_t<SavedLink>, at::SavedLink> {
  auto& [is_server, to] = link;
  use("is_server", is_server);
  use("to", to);
}

template <class TcpipSettings, class Use>
void each_field(TcpipSettings& settings, const Use& use) requires std::is_same_v<std::remove_const_t<TcpipSettings>, at::TcpipSettings> {
  auto& [reconnect_interval, tcp_options, tls, saved_link] = settings;
  use("reconnect_interval", reconnect_interval);
  use("tcp_options", tcp_options);
  use("tls", tls);
  use("saved_link", saved_link);
}

template <class Settings, class Use>
void each_field(Settings& settings, const Use& use) requires std::is_same_v<std::remove_const_t<Settings>, at::Settings> {
  auto& [wifi_mode, ssid, password, bssid, joins_at_boot, reconnect_interval, reconnect_count, pci, listen_interval, scan_mode, pmf,
         station_dhcp, softap_dhcp, station_address, softap_address, dhcp_range, station_mac, softap_mac, softap, station_protocols,
         softap_protocols, dns_servers, tcpip, system_messages, uart] = settings;
  use("wifi_mode", wifi_mode);
  use("ssid", ssid);
  use("password", password);
  use("bssid", bssid);
  use("joins_at_boot", joins_at_boot);
  use("reconnect_interval", reconnect_interval);
  use("reconnect_count", reconnect_count);
  use("pci", pci);
  use("listen_interval", listen_interval);
  use("scan_mode", scan_mode);
  use("pmf", pmf);
  use("station_dhcp", station_dhcp);
  use("softap_dhcp", softap_dhcp);
  use("station_address", station_address);
  use("softap_address", softap_address);
  use("dhcp_range", dhcp_range);
  use("station_mac", station_mac);
  use("softap_mac", softap_mac);
  use("softap", softap);
  use("station_protocols", station_protocols);
  use("softap_protocols", softap_protocols);
  use("dns_servers", dns_servers);
  use("tcpip", tcpip);
  use("system_messages", system_messages);
  use("uart", uart);
}

// How a field of each sort stands in JSON.

Json to_json(bool value) { return value; }
template <std::integral Number>
Json to_json(Number value) {
  return value;
}
Json to_json(at::LinkType type) { return static_cast<int>(type); }
Json to_json(const std::string& bytes) { return text_of(bytes); }
template <class Value>
Json to_json(const std::optional<Value>& value);
template <class Value>
Json to_json(const std::vector<Value>& values);
template <class Value, std::size_t Size>
Json to_json(const std::array<Value, Size>& values);
template <class Fields>
Json to_json(const Fields& fields) requires requires {
  each_field(fields, [](const char*, const auto&) {});
}
{
  Json json = Json::object();
  each_field(fields, [&json](const char* name, const auto& field) { json[name] = to_json(field); });
  return json;
}
template <class Value>
Json to_json(const std::optional<Value>& value) {
  return value ? to_json(*value) : Json(nullptr);
}
template <class Value>
Json to_json(const std::vector<Value>& values) {
  Json json = Json::array();
  for (const Value& value : values) json.push_back(to_json(value));
  return json;
}

template <class Value, std::size_t Size>
Json to_json(const std::array<Value, Size>& values) {
  Json json = Json::array();
  for (const Value& value : values) json.push_back(to_json(value));
  return json;
}

template <std::integral Number>
void read(const Json& json, Number& value) {
  value = json.get<Number>();
}
void read(const Json& json, at::LinkType& type) {
  const int number = json.get<int>();
  if (number < 0 || number > static_cast<int>(at::LinkType::ssl)) throw std::invalid_argument("there is no such type of link");
  type = static_cast<at::LinkType>(number);
}
void read(const Json& json, std::string& bytes) { bytes = bytes_of(json.get<std::string>()); }
template <class Value>
void read(const Json& json, std::optional<Value>& value);
template <class Value>
void read(const Json& json, std::vector<Value>& values);
template <class Value, std::size_t Size>
void read(const Json& json, std::array<Value, Size>& values);
template <class Fields>
void read(const Json& json, Fields& fields) requires requires {
  each_field(fields, [](const char*, auto&) {});
}
{
  each_field(fields, [&json](const char* name, auto& field) {
    if (const auto found = json.find(name); found != json.end()) read(*found, field);
  });
}
template <class Value>
void read(const Json& json, std::optional<Value>& value) {
  value.reset();
  if (!json.is_null()) read(json, value.emplace());
}
template <class Value>
void read(const Json& json, std::vector<Value>& values) {
  values.clear();
  for (const Json& each : json) read(each, values.emplace_back());
}

template <class Value, std::size_t Size>
void read(const Json& json, std::array<Value, Size>& values) {
  for (std::size_t i = 0; i < Size; ++i) read(json.at(i), values[i]);
}

Json parse_object(const std::string& text) {
  Json json = Json::parse(text);
  if (!json.is_object()) throw std::invalid_argument("it is no JSON object");
  return json;
}

}  // namespace

std::string settings_json(const at::Settings& settings) { return to_json(settings).dump(2) + "\n"; }

at::Settings read_settings(const std::string& json, const at::Settings& factory) {
  at::Settings settings = factory;
  read(parse_object(json), settings);
  return settings;
}

std::string manufacturing_json(const at::ManufacturingData& data) {
  Json json = Json::object();
  for (const at::ManufacturingNamespace& each : data.namespaces()) {
    for (const at::ManufacturingEntry& entry : each.entries) {
      json[text_of(each.name)][text_of(entry.key)] = {{"type", static_cast<int>(entry.type)}, {"value", text_of(entry.value)}};
    }
  }
  return json.dump(2) + "\n";
}

at::ManufacturingData read_manufacturing(const std::string& text) {
  at::ManufacturingData data;
  const Json json = parse_object(text);
  for (const auto& [name, keys] : json.items()) {
    for (const auto& [key, entry] : keys.items()) {
      const int type = entry.at("type").get<int>();
      if (type < 1 || type > 8) throw std::invalid_argument("the type of " + key + " is not 1 to 8");
      data.set(bytes_of(name), {bytes_of(key), static_cast<at::ManufacturingType>(type), bytes_of(entry.at("value").get<std::string>())});
    }
  }
  return data;
}

}  // namespace espat::emulator
