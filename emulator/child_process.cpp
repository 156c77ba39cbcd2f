#include "emulator/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/read_until.hpp>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "emulator/child_start.hpp"
#include "pty_bridge/file_handle.hpp"

namespace espat::emulator {

ChildProcess::ChildProcess(boost::asio::io_context& io, const std::vector<std::string>& command, OnLine on_line, OnEnd on_end)
    : output_(io), on_line_(std::move(on_line)), on_end_(std::move(on_end)) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const uart::FileHandle write_end(ends[1]);
  output_.assign(ends[0]);
  pid_ = start_child(command.front(), command, {}, write_end.get());
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
  const int status = wait_for_child(std::exchange(pid_, -1));
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
