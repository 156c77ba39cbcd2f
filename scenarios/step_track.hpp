#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/event_matcher.hpp"
#include "scenarios/failure_report.hpp"
#include "scenarios/observation.hpp"
#include "scenarios/scenario.hpp"

namespace espat::scenarios {

/// Goes through `steps:`: what must happen, in this order. Other things may happen in between. Each observation serves one step.
class StepTrack {
 public:
  using Act = std::function<void(Time now, const Action& action)>;

  StepTrack(const std::vector<Step>& steps, Act act) : steps_(steps), act_(std::move(act)) {}

  void begin(Time now) { enter(now); }
  void see(Time now, const Observation& observation);
  /// The host will send no more lines: what it sent last may still be on its way, and nothing else is waited for.
  void host_ended(Time now);
  /// To be called when the deadline has come.
  void expire(Time now);

  std::optional<Time> deadline() const { return is_done() || failure_ ? std::nullopt : std::optional(deadline_); }
  bool is_done() const { return at_ == steps_.size(); }
  const std::optional<Failure>& failure() const { return failure_; }
  /// Of the step that it waits in, from 1.
  std::size_t number() const { return at_ + 1; }
  const Step& step() const { return steps_[at_]; }

 private:
  void enter(Time now);
  void hurry();
  void pass(Time now);
  void happened(Time now, const Expectation& expectation);
  void fail(const Expectation& expectation, std::string_view how);

  const std::vector<Step>& steps_;
  Act act_;
  std::size_t at_ = 0;
  Time deadline_{0};
  std::optional<EventMatcher> matcher_;
  std::int64_t to_come_ = 0;        ///< how often the event must still happen
  std::optional<Time> last_lines_;  ///< when the last line of a host that has ended has come
  at::MqttState mqtt_state_ = at::MqttState::uninitialised;
  std::string seen_;  ///< the bytes of the side that the step looks at
  std::optional<Failure> failure_;
};

}  // namespace espat::scenarios
