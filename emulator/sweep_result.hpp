#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/fault_point.hpp"
#include "scenarios/suite.hpp"

namespace espat::emulator {

/// How the host firmware fared at a fault point.
enum class Verdict {
  passed,
  failed,         ///< it ended with another code than 0
  crashed,        ///< a signal ended it
  hung,           ///< it did not end in time
  not_reached,    ///< it ended with 0, or waited in vain, before the fault could happen: its dialogue was another one
  could_not_run,  ///< for a reason that is not the firmware's
};

struct SweepResult {
  scenarios::FaultPoint point;
  Verdict verdict;
  std::size_t lines;       ///< of the UART until the end: how small the reproduction is
  scenarios::Suite suite;  ///< as JUnit shows it
};

/// `dialogue`: what was said in this run; `suite`: how it ended.
SweepResult judge(const scenarios::FaultPoint& point, const scenarios::Dialogue& dialogue, scenarios::Suite suite);

/// What a person fixes.
bool is_finding(const SweepResult& result);

/// Findings first, the smallest reproduction at the head, and with it all that have the same verdict by the same policy.
void sort(std::vector<SweepResult>& results);

/// "hung", "failed with 3", "crashed (SIGSEGV)".
std::string words(const SweepResult& result);

std::string_view name(Verdict verdict);

/// The status of a command in words: "ended with 3", "was ended by SIGSEGV".
std::string end_of_command(int status);

}  // namespace espat::emulator
