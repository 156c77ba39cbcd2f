#pragma once

#include <poll.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace espat::test {

/// Appends what arrives next at the descriptor; false at its end. Throws when nothing arrives for a minute.
inline bool read_more(int descriptor, std::string& received) {
  pollfd waiting{descriptor, POLLIN, 0};
  if (poll(&waiting, 1, 60'000) != 1) throw std::runtime_error("nothing arrived for a minute; so far: " + received);
  std::array<char, 4096> buffer{};
  const ssize_t size = read(descriptor, buffer.data(), buffer.size());
  if (size <= 0) return false;
  received.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

}  // namespace espat::test
