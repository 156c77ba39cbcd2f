#pragma once

#include <sys/types.h>

namespace espat::bench {

/// Processor time of all threads so far, in seconds. Throws std::runtime_error when there is no such process.
double processor_seconds(pid_t process);

/// What a process holds of the machine's memory, in kB.
struct Memory {
  double resident;      ///< RSS: all pages that it can reach without loading them
  double proportional;  ///< PSS: pages shared by n processes count as 1/n
};
/// Throws std::runtime_error when there is no such process.
Memory memory(pid_t process);

}  // namespace espat::bench
