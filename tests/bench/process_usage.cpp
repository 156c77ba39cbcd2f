#include "tests/bench/process_usage.hpp"

#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>

namespace espat::bench {

// In nanoseconds, where /proc/PID/stat counts ticks of 10 ms: a third of a percent of three seconds.
double processor_seconds(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
    throw std::runtime_error("no process " + std::to_string(process));
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Memory memory(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
  Memory memory{};
  for (std::string word; file >> word;) {
    if (word == "Rss:") file >> memory.resident;
    if (word == "Pss:") file >> memory.proportional;
  }
  if (memory.resident == 0) throw std::runtime_error("no process " + std::to_string(process));
  return memory;
}

}  // namespace espat::bench
