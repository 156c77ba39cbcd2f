#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace espat::test {

// Programs of a test, without the event loop that emulator/child_process.hpp reads them in.

/// Starts a program that is found in $PATH; what it prints is appended to the file `output`.
/// @throws std::runtime_error when there is no such program
pid_t spawn(std::vector<std::string> arguments, const std::filesystem::path& output);

/// All that a child has printed so far.
std::string printed_text(const std::filesystem::path& output);

/// Waits for the end of a child, at most as long as given. @return whether it has ended
bool wait_exit(pid_t process, std::chrono::milliseconds within);

/// Sends a signal to a child, wakes it should it be stopped, and waits for its end.
void end_process(pid_t process, int signal);

}  // namespace espat::test
