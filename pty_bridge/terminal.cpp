#include "pty_bridge/terminal.hpp"

// The kernel's own header, because only termios2 carries arbitrary speeds. It must not meet <termios.h>, hence this file.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <system_error>

namespace espat::uart::terminal {
namespace {

termios2 settings_of(int fd) {
  termios2 settings{};
  if (::ioctl(fd, TCGETS2, &settings) != 0) throw std::system_error(errno, std::generic_category(), "reading terminal settings");
  return settings;
}

void apply(int fd, const termios2& settings) {
  // Neither waits for output nor discards input: no byte is lost.
  if (::ioctl(fd, TCSETS2, &settings) != 0) throw std::system_error(errno, std::generic_category(), "changing terminal settings");
}

}  // namespace

void make_raw(int fd) {
  termios2 settings = settings_of(fd);
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB | CRTSCTS);
  settings.c_cflag |= CLOCAL | CREAD | CS8;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  apply(fd, settings);
}

void set_baud(int fd, int baud) {
  termios2 settings = settings_of(fd);
  // No input speed bits: the input speed is the output speed.
  settings.c_cflag &= ~static_cast<tcflag_t>(CBAUD | (CBAUD << IBSHIFT));
  settings.c_cflag |= BOTHER;
  settings.c_ospeed = static_cast<speed_t>(baud);
  settings.c_ispeed = static_cast<speed_t>(baud);
  apply(fd, settings);
}

std::optional<int> baud(int fd) {
  const auto speed = static_cast<int>(settings_of(fd).c_ospeed);
  if (speed <= 0) return std::nullopt;
  return speed;
}

void end_exclusive_use(int fd) { ::ioctl(fd, TIOCNXCL); }

}  // namespace espat::uart::terminal
