#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace espat::emulator {

/// Starts a program as a child that the kernel kills when this thread ends, in a process group of its own. Its stdin is empty and no file
/// of espat is open in it.
/// `path`: the program; `command`: its arguments, the first is its name; `environment` is added to espat's own; `output`: the descriptor
/// for its stdout and stderr, -1: those of espat. Throws std::system_error when there can be no further process; what cannot be executed
/// ends with 127.
pid_t start_child(const std::string& path, const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                  int output);

/// Waits for its end. @return the status as waitpid(2) tells it
int wait_for_child(pid_t child);

}  // namespace espat::emulator
