#include "scenarios/step_track.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "scenarios/language.hpp"

namespace espat::scenarios {
namespace {

/// So much of what was sent is looked through for the nearest miss.
constexpr std::size_t seen_limit = 16'384;

/// What a failure compares with what was seen; nothing for events that are no bytes. A pattern is compared up to its first star.
std::string expected_bytes(const Event& event) {
  if (const auto* text = std::get_if<DeviceSends>(&event)) return text->text;
  const LinePattern* pattern = nullptr;
  if (const auto* host = std::get_if<HostSends>(&event)) pattern = &host->line;
  if (const auto* device = std::get_if<DeviceSendsLine>(&event)) pattern = &device->line;
  return pattern == nullptr ? "" : pattern->text();
}

Direction side_of(const Event& event) { return std::holds_alternative<HostSends>(event) ? Direction::to_device : Direction::to_host; }

}  // namespace

void StepTrack::enter(Time now) {
  while (!is_done()) {
    matcher_.reset();
    seen_.clear();
    const auto& what = steps_[at_].what;
    if (const auto* action = std::get_if<Action>(&what)) {
      ++at_;
      act_(now, *action);
    } else if (const auto* wait = std::get_if<Wait>(&what)) {
      deadline_ = now + wait->duration;
      return;
    } else {
      const auto& expectation = std::get<Expectation>(what);
      deadline_ = now + expectation.within;
      to_come_ = expectation.count;
      matcher_.emplace(expectation.event);
      hurry();
      const auto* state = std::get_if<MqttStateIs>(&expectation.event);
      if (state == nullptr || state->state != mqtt_state_) return;
      ++at_;  // it is so already
    }
  }
}

void StepTrack::host_ended(Time now) {
  last_lines_ = now + Time(std::chrono::seconds(1));
  hurry();
}

void StepTrack::hurry() {
  if (is_done() || !last_lines_) return;
  const auto* expectation = std::get_if<Expectation>(&steps_[at_].what);
  if (expectation != nullptr && expectation->count > 0 && std::holds_alternative<HostSends>(expectation->event)) {
    deadline_ = std::min(deadline_, *last_lines_);
  }
}

void StepTrack::pass(Time now) {
  ++at_;
  enter(now);
}

void StepTrack::see(Time now, const Observation& observation) {
  if (const auto* reached = std::get_if<MqttStateReached>(&observation)) mqtt_state_ = reached->state;
  if (is_done() || failure_ || !matcher_) return;
  const auto& expectation = std::get<Expectation>(steps_[at_].what);
  const auto* sent = std::get_if<ByteSent>(&observation);
  if (sent != nullptr && sent->direction == side_of(expectation.event)) {
    if (seen_.size() == seen_limit) seen_.erase(0, seen_limit / 2);
    seen_ += sent->byte;
  }
  if (matcher_->sees(observation)) happened(now, expectation);
}

void StepTrack::happened(Time now, const Expectation& expectation) {
  if (expectation.count == 0)
    return fail(expectation, fmt::format("this happens, which must not within {}", to_string(expectation.within)));
  if (--to_come_ == 0) pass(now);
}

void StepTrack::expire(Time now) {
  const auto* expectation = std::get_if<Expectation>(&steps_[at_].what);
  if (expectation == nullptr || expectation->count == 0) return pass(now);
  const std::int64_t happened = expectation->count - to_come_;
  if (last_lines_ == now && std::holds_alternative<HostSends>(expectation->event)) {
    return fail(*expectation, fmt::format("this had happened {} of {} times when the host ended", happened, expectation->count));
  }
  if (expectation->count == 1) return fail(*expectation, fmt::format("this did not happen within {}", to_string(expectation->within)));
  fail(*expectation, fmt::format("this happened {} of {} times within {}", happened, expectation->count, to_string(expectation->within)));
}

void StepTrack::fail(const Expectation& expectation, std::string_view how) {
  std::string expected = expected_bytes(expectation.event);
  std::optional<std::string> received;
  if (!expected.empty() && expectation.count == 1) received = nearest(expected, seen_);
  failure_ = {steps_[at_].where, fmt::format("step {} of {} failed: {}: {}", at_ + 1, steps_.size(), describe(expectation.event), how),
              std::move(expected), std::move(received)};
}

}  // namespace espat::scenarios
