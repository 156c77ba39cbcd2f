#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "at_engine/mqtt/mqtt_state.hpp"
#include "scenarios/fault.hpp"
#include "scenarios/line_pattern.hpp"
#include "scenarios/parameter.hpp"
#include "scenarios/strikes.hpp"
#include "scenarios/time.hpp"
#include "scenarios/where.hpp"

namespace espat::scenarios {

// A scenario as plain values: `repeat` and `include` are written out, and every number and word has been checked.

// What can happen. Lines have no line end; what a side sends is seen before any fault on the UART.
struct HostSends {
  LinePattern line;
};
struct DeviceSends {
  std::string text;
};
struct DeviceSendsLine {
  LinePattern line;
};
struct MqttStateIs {
  at::MqttState state;
};
struct UartBytes {
  Direction direction;
  std::int64_t count;  ///< so many bytes have been sent in this direction since the scenario began
};
struct TimeIs {
  Time time;
};
using Event = std::variant<HostSends, DeviceSends, DeviceSendsLine, MqttStateIs, UartBytes, TimeIs>;

/// A fault as it is written.
struct Fault {
  Where where;
  std::string name;  ///< given, or else what it is: "broker kill"
  const FaultKind* kind = nullptr;
  Direction direction = Direction::to_host;
  Arguments arguments;
  StrikeRule strikes;
  std::optional<Time> lasts;  ///< none: until it is removed
};

struct RemoveFault {
  Where where;
  std::string name;
};
using Action = std::variant<Fault, RemoveFault>;

/// What is to be done so long after the reaction began.
struct TimedAction {
  Time delay;
  Action action;
};

/// Of `faults:`.
struct StandingFault {
  Fault fault;
  std::optional<Event> when;  ///< begins each time that this happens; none: at the beginning
  Time after{0};              ///< so long after that
};

/// Of `on:`.
struct Reaction {
  Where where;
  Event event;
  StrikeRule strikes;
  std::vector<TimedAction> actions;
};

/// An event that must happen `count` times within a time. With a count of 0 it must not happen in that time.
struct Expectation {
  Event event;
  Time within;
  std::int64_t count = 1;
};
struct Wait {
  Time duration;
};
struct Step {
  Where where;
  std::variant<Expectation, Wait, Action> what;
};

// What the scripted host does.
struct HostSend {
  std::string bytes;
};
/// Exactly these bytes come next.
struct HostExpect {
  std::string bytes;
  Time within;
};
/// Whatever comes next, it ends with these bytes.
struct HostUntil {
  std::string bytes;
  Time within;
};
/// Nothing comes for this time.
struct HostSilence {
  Time duration;
};
struct HostStep {
  Where where;
  std::variant<HostSend, HostExpect, HostUntil, HostSilence, Wait> what;
};

/// Of `device:`; what is not written is left to the command line.
struct DeviceWish {
  std::optional<std::string> profile;  ///< one that exists
  std::optional<std::string> wifi;     ///< joined or fresh
  std::optional<std::string> timing;   ///< real or instant
  std::optional<int> baud;
  std::optional<Time> round_trip;
  std::optional<std::string> clock;  ///< sntp or host
};

struct NoBroker {};
/// A mosquitto of the scenario's own, which the module reaches as `broker`; the module's flash holds certificates for it.
struct PrivateBrokerWish {};
/// One that runs already; the module reaches it at broker:1883.
struct RunningBroker {
  std::string host;
  std::uint16_t port = 1883;
};
using BrokerWish = std::variant<NoBroker, PrivateBrokerWish, RunningBroker>;

struct Scenario {
  std::string file;
  std::string name;
  std::optional<std::uint64_t> seed;
  Time timeout = std::chrono::minutes(2);  ///< of the whole run
  DeviceWish device;
  BrokerWish broker;
  std::vector<StandingFault> faults;
  std::vector<Reaction> reactions;
  std::vector<Step> steps;
  std::optional<std::vector<HostStep>> host;  ///< none: somebody else plays the host
};

}  // namespace espat::scenarios
