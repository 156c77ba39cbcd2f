#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/sweep_result.hpp"

namespace espat::emulator {

/// "13 runs in 61 s: 8 passed, 3 hung, 2 not reached". `left_out`: fault points that were not run, being at a later occurrence.
std::string summary(const std::vector<SweepResult>& results, double seconds, std::size_t left_out);

/// All that did not pass, one line each, and the end of the first one's dialogue; empty when all have passed. `results` are sorted.
std::string table(const std::vector<SweepResult>& results);

/// One line of --json.
std::string json_line(const SweepResult& result);
std::string json_summary(const std::vector<SweepResult>& results, double seconds, std::uint64_t seed, std::size_t left_out);

/// How far it has come, on a line of stderr that is written again and again; only on a terminal.
class SweepProgress {
 public:
  explicit SweepProgress(std::size_t runs);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  void ended(const SweepResult& result);

 private:
  const bool is_shown_;
  const std::size_t runs_;
  std::size_t ended_ = 0;
  std::size_t findings_ = 0;
};

}  // namespace espat::emulator
