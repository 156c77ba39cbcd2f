#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/failure_report.hpp"
#include "scenarios/scenario.hpp"

namespace espat::scenarios {

/// Plays the host as `host:` says. What it receives waits until a step asks for it.
class HostTrack {
 public:
  using Send = std::function<void(std::string_view bytes)>;

  HostTrack(const std::vector<HostStep>& steps, Send send) : steps_(steps), send_(std::move(send)) {}

  void begin(Time now) { enter(now); }
  void receive(Time now, std::string_view bytes);
  /// To be called when the deadline has come.
  void expire(Time now);

  std::optional<Time> deadline() const { return is_done() || failure_ ? std::nullopt : std::optional(deadline_); }
  bool is_done() const { return at_ == steps_.size(); }
  const std::optional<Failure>& failure() const { return failure_; }
  /// Of the step that it waits in, from 1.
  std::size_t number() const { return at_ + 1; }
  const HostStep& step() const { return steps_[at_]; }

 private:
  struct Begin;
  struct Look;

  void enter(Time now);
  void fail(std::string sentence, std::string expected);

  const std::vector<HostStep>& steps_;
  Send send_;
  std::size_t at_ = 0;
  Time deadline_{0};
  std::string received_;
  std::optional<Failure> failure_;
};

}  // namespace espat::scenarios
