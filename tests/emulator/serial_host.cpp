#include "tests/emulator/serial_host.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/emulator/awaited_read.hpp"

namespace espat::test {

SerialHost::SerialHost(const std::string& path) : port_(open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  if (port_ < 0) throw std::runtime_error("cannot open " + path);
}

SerialHost::~SerialHost() { close(port_); }

void SerialHost::send(std::string_view bytes) {
  if (write(port_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) throw std::runtime_error("short write");
}

std::string SerialHost::receive_until(std::string_view text) {
  std::size_t found = 0;
  while ((found = received_.find(text)) == std::string::npos) {
    if (!read_more(port_, received_)) throw std::runtime_error("the port ended: " + received_);
  }
  const std::string until = received_.substr(0, found + text.size());
  received_.erase(0, until.size());
  return until;
}

void SerialHost::pass_over(std::size_t count) {
  while (received_.size() < count) {
    count -= received_.size();
    received_.clear();
    if (!read_more(port_, received_)) throw std::runtime_error("the port ended");
  }
  received_.erase(0, count);
}

}  // namespace espat::test
