#pragma once

#include <string>

#include "scenarios/observation.hpp"
#include "scenarios/scenario.hpp"

namespace espat::scenarios {

/// Looks out for an event. What happened before it was made does not count, nor the beginning of a text that was sent before.
class EventMatcher {
 public:
  explicit EventMatcher(const Event& event) : event_(event) {}

  /// Whether the event happens with this observation. Times are never observed.
  bool sees(const Observation& observation);

 private:
  const Event& event_;
  std::string recent_;  ///< as much of what the module sent last as a text is long
};

/// What the event is, for messages: `the host sends a line like AT+RST`.
std::string describe(const Event& event);

}  // namespace espat::scenarios
