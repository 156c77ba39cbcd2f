#include "tests/conformance/step.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "tests/conformance/byte_string.hpp"

namespace espat::conformance {
namespace {

using Kind = at::MqttEvent::Kind;

std::string bytes_at(const nlohmann::json& json, const char* key) { return bytes_of(json.value(key, std::string())); }

RaiseClientEvent read_client_event(const nlohmann::json& json) {
  static const std::map<std::string, Kind, std::less<>> kinds{
      {"before_connect", Kind::before_connect},
      {"connected", Kind::connected},
      {"disconnected", Kind::disconnected},
      {"error", Kind::error},
      {"subscribed", Kind::subscribed},
      {"subscribe_refused", Kind::subscribed},
      {"unsubscribed", Kind::unsubscribed},
      {"published", Kind::published},
      {"deleted", Kind::deleted},
      {"data", Kind::data},
  };
  const auto name = json.at("mqtt").get<std::string>();
  const auto kind = kinds.find(name);
  if (kind == kinds.end()) throw std::invalid_argument("there is no client event '" + name + "'");
  RaiseClientEvent event;
  event.kind = kind->second;
  event.refused = name == "subscribe_refused";
  if (json.contains("id")) event.message_id = json["id"].get<int>();
  event.topic = bytes_at(json, "topic");
  event.payload = bytes_at(json, "payload");
  return event;
}

Step read_broker_action(const nlohmann::json& json) {
  const auto name = json.at("broker").get<std::string>();
  if (name == "close") return BrokerCloses{};
  if (name != "publish") throw std::invalid_argument("there is no broker action '" + name + "'");
  BrokerPublishes message{bytes_at(json, "topic"), bytes_at(json, "payload"), json.value("qos", 0)};
  if (const auto repeat = json.find("payload_repeat"); repeat != json.end()) {
    const std::string piece = bytes_of(repeat->at(0).get<std::string>());
    for (auto count = repeat->at(1).get<int>(); count > 0; --count) message.payload += piece;
  }
  return message;
}

ChangeAir read_air(const nlohmann::json& json) {
  ChangeAir air;
  air.action = json.at("air").get<std::string>();
  air.reason = json.value("reason", 0);
  air.mac = bytes_at(json, "mac");
  air.ssid = bytes_at(json, "ssid");
  air.password = bytes_at(json, "password");
  air.bssid = bytes_at(json, "bssid");
  air.channel = json.value("channel", 0);
  air.rssi = json.value("rssi", 0);
  air.auth = json.value("auth", 0);
  return air;
}

PeerActs read_peer(const nlohmann::json& json) {
  PeerActs action;
  action.kind = json.at("peer").get<std::string>();
  action.connection = json.value("conn", 0);
  action.bytes = bytes_at(json, "bytes");
  action.count = json.value("count", 0);
  action.ip = json.value("ip", std::string());
  action.port = json.value("port", std::uint16_t{0});
  action.delay = at::Duration(json.value("in_ms", 0));
  return action;
}

}  // namespace

Step read_step(const nlohmann::json& json) {
  if (json.contains("uart")) return SendUart{bytes_at(json, "uart")};
  if (json.contains("uart_bytewise")) return SendUart{bytes_at(json, "uart_bytewise"), true};
  if (json.contains("advance_ms")) return Advance{at::Duration(json["advance_ms"].get<int>())};
  if (json.contains("settle_ms")) return Settle{at::Duration(json["settle_ms"].get<int>())};
  if (json.contains("mqtt")) return read_client_event(json);
  if (json.contains("broker")) return read_broker_action(json);
  for (const char* key : {"client_set", "broker_set", "set"}) {
    if (json.contains(key)) return ChangeSettings{json[key].get<CaseSettings::Values>()};
  }
  if (json.contains("power_cycle")) return PowerCycle{};
  if (json.contains("air")) return read_air(json);
  if (json.contains("peer")) return read_peer(json);
  if (json.contains("station")) return StationChanges{json["station"].get<std::string>(), json.value("mode", 0)};
  if (json.contains("sntp_time")) return TellTime{json["sntp_time"].get<std::int64_t>(), true};
  if (json.contains("epoch")) return TellTime{json["epoch"].get<std::int64_t>(), false};
  if (!json.is_object() || json.empty()) throw std::invalid_argument("a step is an object with at least one key");
  return ForeignStep{json.begin().key()};
}

}  // namespace espat::conformance
