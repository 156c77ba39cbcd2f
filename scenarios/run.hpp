#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/agenda.hpp"
#include "scenarios/fault_keeper.hpp"
#include "scenarios/host_track.hpp"
#include "scenarios/observation.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/step_track.hpp"
#include "scenarios/uart_history.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

/// Who is at the other end of the UART.
enum class HostPart {
  script,   ///< the scenario's `host:`
  command,  ///< a program whose end `host_ended` tells
  anybody,  ///< somebody of whom nothing is known
};

/// How a scenario ended.
struct Outcome {
  enum class Result { passed, failed, timed_out };
  Result result = Result::passed;
  std::string report;  ///< of what went wrong, several lines; empty when it passed
};

/// One scenario against one device. It is told what happens, and acts on the world. No clock, no I/O: the caller says what time it is,
/// which never decreases, and calls `advance` when the next deadline has come.
class Run {
 public:
  /// `scenario` and `world` outlive the run. `host` is `script` only for a scenario that has one.
  Run(const Scenario& scenario, World& world, std::uint64_t seed, HostPart host);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// The device gets power. Called once, before anything else.
  void begin(Time now);
  /// What a side sends, before faults on the UART and before the other side reacts to it.
  void host_sent(Time now, std::string_view bytes) { sent(now, Direction::to_device, bytes); }
  void device_sent(Time now, std::string_view bytes) { sent(now, Direction::to_host, bytes); }
  /// What reaches the scripted host.
  void host_received(Time now, std::string_view bytes);
  /// The MQTT client's state, whenever it may have changed.
  void mqtt_state(Time now, at::MqttState state);
  void host_ended(Time now);
  void advance(Time now);

  /// What somebody beside the scenario does; throws what the world throws when it cannot.
  void act(Time now, const Action& action);
  /// The names of the faults that stand, the scenario's own among them.
  std::vector<std::string> standing_faults() const { return faults_.names(); }
  /// See FaultKeeper.
  void when_fault_changes(std::function<void(const std::string& name, bool begun)> changed) { fault_changed_ = std::move(changed); }

  std::optional<Time> next_deadline() const;

  /// None while it runs.
  const std::optional<Outcome>& outcome() const { return outcome_; }
  const UartHistory& history() const { return history_; }

 private:
  struct Watch {
    EventMatcher matcher;
    std::function<void(Time now)> happened;
  };

  void sent(Time now, Direction direction, std::string_view bytes);
  void observe(Time now, const Observation& observation);
  void watch(const Event& event, Time begun, std::function<void(Time now)> happened);
  void plan_standing_faults(Time now);
  void plan_reactions(Time now);
  void judge();
  void fail(const Failure& failure);
  std::string situation() const;

  const Scenario& scenario_;
  World& world_;
  std::uint64_t seed_;
  HostPart host_part_;
  bool host_done_;
  Agenda agenda_;
  FaultKeeper faults_;
  StepTrack steps_;
  std::optional<HostTrack> host_;
  std::deque<Watch> watches_;
  std::deque<Strikes> reaction_strikes_;
  std::string host_line_;
  std::string device_line_;
  std::int64_t host_bytes_ = 0;
  std::int64_t device_bytes_ = 0;
  at::MqttState mqtt_state_ = at::MqttState::uninitialised;
  std::function<void(const std::string& name, bool begun)> fault_changed_;
  UartHistory history_;
  Time now_{0};  ///< of what is being done
  Time end_{0};
  std::optional<Outcome> outcome_;
};

}  // namespace espat::scenarios
