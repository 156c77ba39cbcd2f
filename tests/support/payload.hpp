#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace espat::test {

/// So many bytes of counted numbers, each with `end` behind it: what is missing, doubled or moved is seen.
inline std::string numbers(std::size_t size, char end = ',') {
  std::string bytes;
  for (int number = 0; bytes.size() < size; ++number) bytes += std::to_string(number) + end;
  bytes.resize(size);
  return bytes;
}

inline std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

/// Bytes of all values in which no `+++` stands, the same for the same seed.
inline std::string random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t at = 0; (at = bytes.find("+++", at)) != std::string::npos;) bytes[at] = '-';
  return bytes;
}

}  // namespace espat::test
