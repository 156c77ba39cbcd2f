#include "emulator/host_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "emulator/child_process.hpp"
#include "emulator/failure.hpp"
#include "pty_bridge/file_handle.hpp"

namespace espat::emulator {
namespace {

std::string path_of(const std::string& program) {
  if (program.find('/') != std::string::npos) return access(program.c_str(), X_OK) == 0 ? program : "";
  const char* path = std::getenv("PATH");
  return find_program(program, path == nullptr ? "/usr/bin:/bin" : path);
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

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// What the child does between fork and exec: only system calls.
[[noreturn]] void become(pid_t parent, const char* path, char* const* arguments, char* const* environment, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // espat ended before the line above
  setpgid(0, 0);
  std::signal(SIGPIPE, SIG_DFL);  // espat ignores it, which a program would inherit
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

HostCommand::HostCommand(boost::asio::io_context& io, const std::vector<std::string>& command,
                         const std::map<std::string, std::string>& environment, std::function<void(int)> on_end,
                         std::function<void(std::string_view)> on_output)
    : process_(io), output_(io), on_output_(std::move(on_output)) {
  const std::string path = path_of(command.front());
  if (path.empty()) {
    throw Failure(ExitCode::bad_command_line,
                  fmt::format("there is no program {} that can be run; name one of $PATH, or its path", command.front()));
  }
  const std::vector<std::string> variables = all_variables(environment);
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> entries = pointers(variables);
  std::array<int, 2> pipe_ends{-1, -1};
  if (on_output_ && pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const uart::FileHandle write_end(pipe_ends[1]);
  if (on_output_) output_.assign(pipe_ends[0]);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become(parent, path.c_str(), arguments.data(), entries.data(), pipe_ends[1]);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  setpgid(pid_, pid_);  // here as well, so that the group exists from now on
  // By its number: the header of glibc 2.36 declares pidfd_open as a C++ function.
  process_.assign(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  process_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this, on_end = std::move(on_end)](boost::system::error_code error) {
                        if (error) return;
                        const int status = wait();
                        if (on_output_) read_output();  // its last words
                        on_end(status);
                      });
  if (on_output_) {
    output_.non_blocking(true);
    await_output();
  }
}

HostCommand::~HostCommand() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);
  wait();
}

void HostCommand::await_output() {
  output_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    read_output();
    if (output_.is_open()) await_output();
  });
}

/// As much as a pipe holds, so that a program that never stops writing does not stop everything else.
void HostCommand::read_output() {
  std::array<char, 65536> bytes{};
  boost::system::error_code error;
  if (!output_.is_open()) return;
  const std::size_t size = output_.read_some(boost::asio::buffer(bytes), error);
  on_output_({bytes.data(), size});
  if (error && error != boost::asio::error::would_block) output_.close();
}

int HostCommand::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  kill(-std::exchange(pid_, -1), SIGKILL);  // whatever it has left behind
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace espat::emulator
