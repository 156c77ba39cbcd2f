#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "scenarios/time.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

/// What passed on the UART, line by line with times and control bytes visible, and when faults began and ended.
class UartHistory {
 public:
  /// Bytes that a side has sent.
  void add(Time now, Direction direction, std::string_view bytes);

  /// That a fault has begun or ended.
  void note(Time now, std::string_view fault, bool begun);

  /// The latest `count` lines.
  std::string latest(std::size_t count) const;
  /// All that is kept: the latest 10,000 lines.
  std::string all() const { return latest(lines_.size()); }

 private:
  struct Line {
    Time time;
    std::string_view who;
    std::string bytes;
  };

  void add(Line line);

  std::deque<Line> lines_;
};

}  // namespace espat::scenarios
