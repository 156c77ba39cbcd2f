#include "scenarios/host_track.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

/// After a wrong byte the rest of the answer is awaited for so long, because it tells more than the byte alone.
constexpr Time rest_of_answer = std::chrono::milliseconds(50);

/// A report shows no more than this of what was received beside what was expected.
constexpr std::size_t shown_further = 40;

}  // namespace

/// Sets a step's deadline; true when the step is done at once.
struct HostTrack::Begin {
  HostTrack& host;
  Time now;

  bool operator()(const HostSend& step) const {
    host.send_(step.bytes);
    return true;
  }
  bool operator()(const HostExpect& step) const { return wait(step.within); }
  bool operator()(const HostUntil& step) const { return wait(step.within); }
  bool operator()(const HostSilence& step) const { return wait(step.duration); }
  bool operator()(const Wait& step) const { return wait(step.duration); }

  bool wait(Time duration) const {
    host.deadline_ = now + duration;
    return false;
  }
};

/// Looks at what has been received; true when the step is done.
struct HostTrack::Look {
  HostTrack& host;
  Time now;

  bool operator()(const HostExpect& step) const {
    const std::size_t size = std::min(step.bytes.size(), host.received_.size());
    if (host.received_.compare(0, size, step.bytes, 0, size) != 0) {
      host.deadline_ = std::min(host.deadline_, now + rest_of_answer);
      return false;
    }
    if (size < step.bytes.size()) return false;
    host.received_.erase(0, size);
    return true;
  }
  bool operator()(const HostUntil& step) const {
    const std::size_t at = host.received_.find(step.bytes);
    if (at == std::string::npos) return false;
    host.received_.erase(0, at + step.bytes.size());
    return true;
  }
  bool operator()(const HostSilence&) const {
    if (!host.received_.empty()) host.deadline_ = std::min(host.deadline_, now + rest_of_answer);
    return false;
  }
  bool operator()(const HostSend&) const { return false; }
  bool operator()(const Wait&) const { return false; }
};

void HostTrack::enter(Time now) {
  while (!is_done()) {
    const auto& what = steps_[at_].what;
    if (!std::visit(Begin{*this, now}, what) && !std::visit(Look{*this, now}, what)) return;
    ++at_;
  }
}

void HostTrack::receive(Time now, std::string_view bytes) {
  received_ += bytes;
  if (is_done() || failure_ || !std::visit(Look{*this, now}, steps_[at_].what)) return;
  ++at_;
  enter(now);
}

void HostTrack::expire(Time now) {
  const auto& what = steps_[at_].what;
  if (const auto* expect = std::get_if<HostExpect>(&what)) {
    return fail(fmt::format("the host did not receive exactly this within {}", to_string(expect->within)), expect->bytes);
  }
  if (const auto* until = std::get_if<HostUntil>(&what)) {
    return fail(fmt::format("the host did not receive this within {}", to_string(until->within)), until->bytes);
  }
  if (std::holds_alternative<HostSilence>(what) && !received_.empty()) {
    failure_ = {steps_[at_].where,
                fmt::format("host step {} of {} failed: there was no silence: {}", number(), steps_.size(), visible(received_)),
                {},
                std::nullopt};
    return;
  }
  ++at_;
  enter(now);
}

void HostTrack::fail(std::string sentence, std::string expected) {
  const bool exact = std::holds_alternative<HostExpect>(steps_[at_].what);
  std::string received(exact ? std::string_view(received_).substr(0, expected.size() + shown_further) : nearest(expected, received_));
  failure_ = {steps_[at_].where, fmt::format("host step {} of {} failed: {}", number(), steps_.size(), sentence), std::move(expected),
              std::move(received)};
}

}  // namespace espat::scenarios
