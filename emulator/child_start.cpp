#include "emulator/child_start.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace espat::emulator {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// What the variables are with these added or replaced, as NAME=VALUE.
std::vector<std::string> all_variables(const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string entry(*variable);
    if (!added.contains(entry.substr(0, entry.find('=')))) all.push_back(entry);
  }
  for (const auto& [name, value] : added) all.push_back(fmt::format("{}={}", name, value));
  return all;
}

/// What the child does between fork and exec: only system calls.
[[noreturn]] void become(pid_t parent, const char* path, char* const* arguments, char* const* environment, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // espat ended before the line above
  setpgid(0, 0);                      // Ctrl-C in a terminal is for espat alone
  std::signal(SIGPIPE, SIG_DFL);      // espat ignores it, which a program would inherit
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  if (output >= 0) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
  }
  close_range(STDERR_FILENO + 1, ~0U, 0);  // a connection of another run would not end while this program has it as well
  execve(path, arguments, environment);
  _exit(127);
}

}  // namespace

pid_t start_child(const std::string& path, const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                  int output) {
  const std::vector<char*> arguments = pointers(command);
  const std::vector<std::string> entries = all_variables(environment);
  const std::vector<char*> variables = pointers(entries);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(parent, path.c_str(), arguments.data(), variables.data(), output);
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  setpgid(child, child);  // here as well, so that the group exists from now on
  return child;
}

int wait_for_child(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace espat::emulator
