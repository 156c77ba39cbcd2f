#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/time.hpp"
#include "tests/conformance/case_settings.hpp"

namespace espat::conformance {

// What a case does, one step after the other.

/// One chunk arrives on the AT UART, or every byte as a chunk of its own.
struct SendUart {
  std::string bytes;
  bool bytewise = false;
};

struct Advance {
  at::Duration duration{};
};

/// Until nothing is pending any more, at most for `limit`.
struct Settle {
  at::Duration limit{};
};

/// The scripted client raises an event.
struct RaiseClientEvent {
  at::MqttEvent::Kind kind = at::MqttEvent::Kind::before_connect;
  std::optional<int> message_id;  ///< none: that of the last call
  bool refused = false;
  std::string topic;
  std::string payload;
};

/// The broker sends a message of its own.
struct BrokerPublishes {
  std::string topic;
  std::string payload;
  int qos = 0;
};

struct BrokerCloses {};

/// Settings of the scripted client, the broker or the device, from here on.
struct ChangeSettings {
  CaseSettings::Values changes;
};

/// The module loses its power and gets it back.
struct PowerCycle {};

/// Something happens on the air around the Wi-Fi module.
struct ChangeAir {
  std::string action;  ///< "lost", "gone", "all_gone", "all_back", "clear", "add_ap", "station_joins", ...
  int reason = 0;      ///< of the driver, for "lost" and "gone"
  std::string mac;     ///< of a station at the soft-AP
  std::string ssid;
  std::string password;
  std::string bssid;
  int channel = 0;
  int rssi = 0;
  int auth = 0;
};

/// The other side of a connection does something.
struct PeerActs {
  std::string kind;    ///< "data", "fillfin", "rst", "ack", "dgram", "accept", ...
  int connection = 0;  ///< in the order in which they came up; negative: from the newest
  std::string bytes;
  int count = 0;
  std::string ip;
  std::uint16_t port = 0;
  at::Duration delay{};
};

/// The station gets or loses its address, or changes its mode, without a word.
struct StationChanges {
  std::string what;  ///< "has_ip", "no_ip", "mode", "ap_clients"
  int mode = 0;
};

/// A time server answers, or the clock is set.
struct TellTime {
  std::int64_t unix_time = 0;
  bool is_answer = true;
};

/// A step of a kind of case that cannot be run here.
struct ForeignStep {
  std::string key;
};

using Step = std::variant<SendUart, Advance, Settle, RaiseClientEvent, BrokerPublishes, BrokerCloses, ChangeSettings, PowerCycle, ChangeAir,
                          PeerActs, StationChanges, TellTime, ForeignStep>;

/// Throws std::exception when the step is malformed.
Step read_step(const nlohmann::json& json);

}  // namespace espat::conformance
