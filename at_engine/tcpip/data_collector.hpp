#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace espat::at {

/// What AT+CIPSEND and AT+CIPSENDEX take after their prompt (device-commands.md 8.2-1, 8.2-2).
class DataCollector {
 public:
  enum class Escapes {
    none,
    end_only,  ///< the two characters \0 end the data
    all,       ///< and \x is x
  };

  DataCollector(std::size_t wanted, Escapes escapes) : wanted_(wanted), escapes_(escapes) {}

  /// One chunk; false when bytes of it were not wanted.
  bool take(std::string_view chunk);

  bool is_complete() const { return is_complete_; }
  bool is_cancelled() const { return is_cancelled_; }
  std::string& bytes() { return bytes_; }

 private:
  void take(char c);

  const std::size_t wanted_;
  const Escapes escapes_;
  std::string bytes_;
  bool follows_backslash_ = false;
  bool is_complete_ = false;
  bool is_cancelled_ = false;
};

}  // namespace espat::at
