#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "pty_bridge/file_handle.hpp"

namespace espat::uart {

/// The timed UART transcript: one JSON object per line, `{"t":12.000345,"dir":"host","bytes":"AT\r\n"}`. `t` is in seconds; each character
/// of `bytes` is one byte, U+0000 to U+00FF. Every line is in the file when `record` returns.
class Transcript {
 public:
  enum class Direction { host, device, log };  ///< from the host; from the AT UART; from the log UART

  /// Replaces the file. `failed` gets one sentence when writing fails later; recording ends then and the device goes on.
  /// Throws std::runtime_error, one sentence, when the file cannot be opened.
  Transcript(const std::string& path, std::function<void(const std::string&)> failed);

  void record(std::chrono::microseconds time, Direction direction, std::string_view bytes);

 private:
  std::string path_;
  FileHandle file_;
  std::function<void(const std::string&)> failed_;
  std::string line_;
};

}  // namespace espat::uart
