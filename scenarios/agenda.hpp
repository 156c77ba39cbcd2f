#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "scenarios/time.hpp"

namespace espat::scenarios {

/// What is to be done at which time; at the same time in the order in which it was planned.
class Agenda {
 public:
  void at(Time time, std::function<void()> action) { planned_.emplace(time, std::move(action)); }

  std::optional<Time> next() const { return planned_.empty() ? std::nullopt : std::optional(planned_.begin()->first); }

  /// Does the first; there must be one.
  void do_next() {
    const auto action = std::move(planned_.begin()->second);
    planned_.erase(planned_.begin());
    action();
  }

 private:
  std::multimap<Time, std::function<void()>> planned_;
};

}  // namespace espat::scenarios
