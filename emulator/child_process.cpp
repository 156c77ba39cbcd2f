#include "emulator/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/read_until.hpp>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace espat::emulator {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// What the child does between fork and exec: only system calls.
[[noreturn]] void become(pid_t parent, int output, char* const* arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // espat ended before the line above
  setpgid(0, 0);                      // Ctrl-C in a terminal is for espat alone
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

ChildProcess::ChildProcess(boost::asio::io_context& io, const std::vector<std::string>& command, OnLine on_line, OnEnd on_end)
    : output_(io), on_line_(std::move(on_line)), on_end_(std::move(on_end)) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
  output_.assign(ends[0]);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become(parent, ends[1], arguments.data());
  const int error = errno;
  close(ends[1]);
  errno = error;
  if (pid_ < 0) fail("fork");
  read_line();
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  wait();
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

void ChildProcess::read_line() {
  boost::asio::async_read_until(output_, received_, '\n', [this](boost::system::error_code error, std::size_t size) {
    if (error == boost::asio::error::operation_aborted) return;
    if (error) {
      const OnEnd on_end = std::move(on_end_);
      on_end(wait());
      return;
    }
    const auto* line = static_cast<const char*>(received_.data().data());
    on_line_(std::string_view(line, size - 1));
    received_.consume(size);
    read_line();
  });
}

std::string ChildProcess::wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status)) : fmt::format("exit status {}", WEXITSTATUS(status));
}

std::string find_program(std::string_view program, std::string_view search_path) {
  while (!search_path.empty()) {
    const std::size_t colon = std::min(search_path.find(':'), search_path.size());
    std::string path = fmt::format("{}/{}", search_path.substr(0, colon), program);
    if (colon > 0 && access(path.c_str(), X_OK) == 0) return path;
    search_path.remove_prefix(std::min(colon + 1, search_path.size()));
  }
  return {};
}

}  // namespace espat::emulator
