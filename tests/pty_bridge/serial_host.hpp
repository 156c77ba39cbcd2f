#pragma once

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "pty_bridge/file_handle.hpp"

namespace espat::uart {

/// A host program with a serial port open.
class SerialHost {
 public:
  explicit SerialHost(const std::string& port) : port_(::open(port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {}

  bool is_open() const { return port_.valid(); }
  int descriptor() const { return port_.get(); }

  /// What the port takes now.
  std::size_t send(std::string_view bytes) {
    const auto length = ::write(port_.get(), bytes.data(), bytes.size());
    return length < 0 ? 0 : static_cast<std::size_t>(length);
  }

  /// Everything read so far, including what can be read now.
  const std::string& received() {
    std::array<char, 4096> buffer;
    for (;;) {
      const auto length = ::read(port_.get(), buffer.data(), buffer.size());
      if (length <= 0) return received_;
      received_.append(buffer.data(), static_cast<std::size_t>(length));
    }
  }

  termios settings() const {
    termios settings{};
    ::tcgetattr(port_.get(), &settings);
    return settings;
  }

  /// Leaves it as a login terminal has it.
  void make_cooked() {
    termios cooked = settings();
    cooked.c_iflag |= ICRNL | IXON;
    cooked.c_oflag |= OPOST | ONLCR;
    cooked.c_lflag |= ECHO | ICANON | ISIG | IEXTEN;
    cooked.c_cc[VMIN] = 0;
    ::tcsetattr(port_.get(), TCSANOW, &cooked);
  }

 private:
  FileHandle port_;
  std::string received_;
};

inline bool is_raw(const termios& settings) {
  return settings.c_iflag == 0 && settings.c_oflag == 0 && settings.c_lflag == 0 && (settings.c_cflag & CSIZE) == CS8 &&
         (settings.c_cflag & (CLOCAL | CREAD)) == (CLOCAL | CREAD) && settings.c_cc[VMIN] == 1 && settings.c_cc[VTIME] == 0;
}

}  // namespace espat::uart
