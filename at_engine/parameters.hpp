#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace espat::at {

enum class ReadStatus {
  ok,
  omitted,  ///< the field is there and empty
  missing,  ///< there is no such field
  failed,   ///< malformed; the parser reports 0x0108
  too_big,  ///< a number over 4294967295: fails without a report
};

struct IntegerRead {
  ReadStatus status = ReadStatus::ok;
  std::int32_t value = 0;  ///< 2147483648..4294967295 wrap to negative
};

struct TextRead {
  ReadStatus status = ReadStatus::ok;
  std::string value;  ///< without quotes and escapes
};

/// Reads a number: decimal, hexadecimal after 0x, or negative decimal (at-core.md 4.2).
IntegerRead read_integer(const std::vector<std::string>& parameters, std::size_t index);

/// Reads a quoted string (at-core.md 4.3).
TextRead read_text(const std::vector<std::string>& parameters, std::size_t index);

/// Why `parameter` cannot be read as a quoted string, for a person: "it begins but does not end with a quote".
std::string_view why_no_text(std::string_view parameter);

}  // namespace espat::at
