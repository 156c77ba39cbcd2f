#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace espat::test {

/// A host that has a serial port (or its link) open.
class SerialHost {
 public:
  explicit SerialHost(const std::string& path);
  ~SerialHost();
  SerialHost(const SerialHost&) = delete;
  SerialHost& operator=(const SerialHost&) = delete;

  void send(std::string_view bytes);
  /// All bytes up to and including `text`.
  std::string receive_until(std::string_view text);
  /// Passes over so many bytes.
  void pass_over(std::size_t count);

 private:
  int port_;
  std::string received_;
};

}  // namespace espat::test
