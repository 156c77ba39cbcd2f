#include "emulator/host_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
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
#include "emulator/child_start.hpp"
#include "emulator/failure.hpp"
#include "pty_bridge/file_handle.hpp"

namespace espat::emulator {
namespace {

std::string path_of(const std::string& program) {
  if (program.find('/') != std::string::npos) return access(program.c_str(), X_OK) == 0 ? program : "";
  const char* path = std::getenv("PATH");
  return find_program(program, path == nullptr ? "/usr/bin:/bin" : path);
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
  std::array<int, 2> pipe_ends{-1, -1};
  if (on_output_ && pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const uart::FileHandle write_end(pipe_ends[1]);
  if (on_output_) output_.assign(pipe_ends[0]);
  pid_ = start_child(path, command, environment, write_end.get());
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
  const int status = wait_for_child(pid_);
  kill(-std::exchange(pid_, -1), SIGKILL);  // whatever it has left behind
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace espat::emulator
