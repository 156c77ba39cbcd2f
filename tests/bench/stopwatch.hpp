#pragma once

#include <chrono>

namespace espat::bench {

/// Counts from its making.
class Stopwatch {
 public:
  double microseconds() const { return elapsed<std::micro>(); }
  double milliseconds() const { return elapsed<std::milli>(); }
  double seconds() const { return elapsed<std::ratio<1>>(); }

 private:
  template <typename Unit>
  double elapsed() const {
    return std::chrono::duration<double, Unit>(std::chrono::steady_clock::now() - start_).count();
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace espat::bench
