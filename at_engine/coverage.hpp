#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "at_engine/line_parser.hpp"
#include "at_engine/mqtt/mqtt_state.hpp"
#include "at_engine/profile.hpp"

namespace espat::at {

/// What the host firmware has exercised of the module since it got power, restarts included: commands and their forms, MQTT states, and the
/// error codes that it provoked (also those that AT+SYSLOG=0 keeps from the host).
class Coverage {
 public:
  explicit Coverage(const Profile& profile) : profile_(profile) {}

  void command(std::string_view name, Form form) { ++commands_[{std::string(name), form}]; }
  void state(MqttState state) { states_.insert(state); }
  void code(std::uint32_t code) { ++codes_[code]; }

  /// How often the form of the command was sent.
  int count(std::string_view name, Form form) const;
  bool has_reached(MqttState state) const { return states_.contains(state); }
  const std::map<std::uint32_t, int>& codes() const { return codes_; }
  const Profile& profile() const { return profile_; }

 private:
  const Profile& profile_;
  std::map<std::pair<std::string, Form>, int> commands_;
  std::set<MqttState> states_;
  std::map<std::uint32_t, int> codes_;
};

}  // namespace espat::at
