#include "tests/bench/bare_pty.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "pty_bridge/terminal.hpp"

namespace espat::bench {
namespace {

constexpr std::string_view command = "AT\r\n";
constexpr std::string_view response = "\r\nOK\r\n";

}  // namespace

uart::FileHandle open_bare_pty(std::string& path) {
  uart::FileHandle master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> name{};
  if (grantpt(master.get()) != 0 || unlockpt(master.get()) != 0 || ptsname_r(master.get(), name.data(), name.size()) != 0)
    throw std::runtime_error("no pty");
  path = name.data();
  uart::terminal::make_raw(master.get());
  return master;
}

BarePty::BarePty() : master_(open_bare_pty(path_)), end_(eventfd(0, EFD_CLOEXEC)) {
  hold_ = uart::FileHandle(open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  thread_ = std::thread([this] { answer(); });
}

BarePty::~BarePty() {
  eventfd_write(end_.get(), 1);
  thread_.join();
}

void BarePty::answer() {
  std::array<pollfd, 2> waiting{{{master_.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}}};
  std::array<char, 64> buffer{};
  while (poll(waiting.data(), waiting.size(), -1) > 0 && waiting[1].revents == 0) {
    const ssize_t size = read(master_.get(), buffer.data(), buffer.size());
    if (size <= 0 || std::string_view(buffer.data(), static_cast<std::size_t>(size)) != command) return;
    if (write(master_.get(), response.data(), response.size()) < 0) return;
  }
}

}  // namespace espat::bench
