#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "scenarios/time.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

/// What passed on the UART, line by line with times and control bytes visible.
class UartHistory {
 public:
  /// Bytes that a side has sent.
  void add(Time now, Direction direction, std::string_view bytes);

  /// The latest `count` lines.
  std::string latest(std::size_t count) const;
  /// All that is kept: the latest 10,000 lines.
  std::string all() const { return latest(lines_.size()); }

 private:
  struct Line {
    Time time;
    Direction direction;
    std::string bytes;
  };
  std::deque<Line> lines_;
};

}  // namespace espat::scenarios
