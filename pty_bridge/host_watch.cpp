#include "pty_bridge/host_watch.hpp"

#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace espat::uart {
namespace {

constexpr std::uint32_t open_and_close = IN_OPEN | IN_CLOSE;

int new_inotify() {
  const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd >= 0) return fd;
  throw std::runtime_error("Cannot notice when the port is opened (" + std::generic_category().message(errno) +
                           "): raise fs.inotify.max_user_instances with sysctl, or end programs that watch many files.");
}

int add_watch(int inotify, const std::string& path) {
  const int watch = ::inotify_add_watch(inotify, path.c_str(), open_and_close);
  if (watch >= 0) return watch;
  throw std::runtime_error("Cannot notice when " + path + " is opened (" + std::generic_category().message(errno) +
                           "): raise fs.inotify.max_user_watches with sysctl, or end programs that watch many files.");
}

}  // namespace

boost::asio::execution_context::id HostWatch::id;

HostWatch::HostWatch(boost::asio::io_context& io) : boost::asio::execution_context::service(io), inotify_(io, new_inotify()) { await(); }

void HostWatch::shutdown() {
  handlers_.clear();
  inotify_.close();
}

int HostWatch::watch(const std::string& terminal, Handler handler) {
  add_separator(terminal);
  const int watch = add_watch(inotify_.native_handle(), terminal);
  handlers_[watch] = std::move(handler);
  return watch;
}

// inotify joins equal events that follow each other, so that three opens could be read as one. Watching the directory too puts another
// event between any two of a terminal, and each is counted. The directory's own events have no handler.
void HostWatch::add_separator(const std::string& terminal) {
  add_watch(inotify_.native_handle(), std::filesystem::path(terminal).parent_path().string());
}

void HostWatch::forget(int watch) {
  handlers_.erase(watch);
  ::inotify_rm_watch(inotify_.native_handle(), watch);
}

void HostWatch::await() {
  inotify_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    poll();
    await();
  });
}

void HostWatch::poll() {
  alignas(inotify_event) std::array<char, 4096> buffer;
  for (;;) {
    const auto length = ::read(inotify_.native_handle(), buffer.data(), buffer.size());
    if (length <= 0) return;
    for (std::ptrdiff_t position = 0; position < length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + position);
      position += static_cast<std::ptrdiff_t>(sizeof(inotify_event) + event->len);
      const auto found = handlers_.find(event->wd);
      if (found == handlers_.end() || (event->mask & open_and_close) == 0) continue;
      found->second((event->mask & IN_OPEN) != 0 ? Change::opened : Change::closed);
    }
  }
}

}  // namespace espat::uart
