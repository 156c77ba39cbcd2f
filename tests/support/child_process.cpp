#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace espat::test {

pid_t spawn(std::vector<std::string> arguments, const std::filesystem::path& output) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = -1;
  const int error = ::posix_spawnp(&process, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(arguments.front() + " could not be started; install the packages of the group test");
  return process;
}

std::string printed_text(const std::filesystem::path& output) {
  std::ifstream file(output);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool wait_exit(pid_t process, std::chrono::milliseconds within) {
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  pollfd entry{descriptor, POLLIN, 0};
  const bool ended = ::poll(&entry, 1, static_cast<int>(within.count())) > 0;
  ::close(descriptor);
  return ended;
}

void end_process(pid_t process, int signal) {
  ::kill(process, signal);
  ::kill(process, SIGCONT);
  ::waitpid(process, nullptr, 0);
}

}  // namespace espat::test
