#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/device_history.hpp"
#include "scenarios/observation.hpp"

namespace espat::emulator {

/// A place in a history from which on things have not been looked at yet: between two bytes, or between two states.
class HistoryCursor {
 public:
  struct Seen {
    std::chrono::microseconds time;
    scenarios::Observation observation;  ///< valid until the next call
  };

  explicit HistoryCursor(const DeviceHistory& history) : history_(history), at_(history.begin()) {}

  /// The next one; none when all that happened until then has been looked at.
  std::optional<Seen> next(std::chrono::microseconds until);
  /// What has happened so far does not count, nor the beginning of a line.
  void skip_all();
  void go_to_beginning();

  /// Of the MQTT client, at this place.
  at::MqttState mqtt_state() const { return mqtt_state_; }

 private:
  struct Side {
    std::string line;   ///< what has been sent of the present one
    std::string ended;  ///< the latest whole one
    std::int64_t bytes = 0;
  };

  scenarios::ByteSent byte(Side& side, scenarios::Direction direction, char byte);

  const DeviceHistory& history_;
  std::uint64_t at_;
  std::size_t offset_ = 0;  ///< within the bytes of that one
  Side host_;
  Side device_;
  at::MqttState mqtt_state_ = at::MqttState::uninitialised;
};

}  // namespace espat::emulator
