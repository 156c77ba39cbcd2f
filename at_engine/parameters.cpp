#include "at_engine/parameters.hpp"

#include <limits>
#include <optional>

namespace espat::at {
namespace {

int digit_of(char c, int base) {
  int digit = -1;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
  return digit < base ? digit : -1;
}

bool has_hexadecimal_prefix(std::string_view text) { return text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'); }

}  // namespace

IntegerRead read_integer(const std::vector<std::string>& parameters, std::size_t index) {
  if (index >= parameters.size()) return {ReadStatus::missing, 0};
  std::string_view text = parameters[index];
  if (text.empty()) return {ReadStatus::omitted, 0};

  const bool negative = text[0] == '-';
  const int base = has_hexadecimal_prefix(text) ? 16 : 10;
  text.remove_prefix(negative ? 1 : base == 16 ? 2 : 0);

  std::uint64_t value = 0;
  bool overflow = false;
  for (const char c : text) {
    const int digit = digit_of(c, base);
    if (digit < 0) return {ReadStatus::failed, 0};
    if (!overflow) value = value * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
    overflow = overflow || value > std::numeric_limits<std::uint32_t>::max();
  }
  if (overflow) return {ReadStatus::too_big, 0};
  const auto wrapped = static_cast<std::uint32_t>(negative ? 0 - value : value);
  return {ReadStatus::ok, static_cast<std::int32_t>(wrapped)};
}

TextRead read_text(const std::vector<std::string>& parameters, std::size_t index) {
  if (index >= parameters.size()) return {ReadStatus::missing, {}};
  const std::string_view text = parameters[index];
  if (text.empty()) return {ReadStatus::omitted, {}};
  if (text.front() != '"' || text.back() != '"') return {ReadStatus::failed, {}};
  if (text.size() == 1) return {};  // a single quote character is an empty string (at-core.md 4.3)

  TextRead read;
  for (std::size_t i = 1; i < text.size() - 1; ++i) {
    if (text[i] == '"') return {ReadStatus::failed, {}};
    if (text[i] == '\\' && ++i == text.size() - 1) return {ReadStatus::failed, {}};  // the closing quote is escaped
    read.value += text[i];
  }
  return read;
}

std::string_view why_no_text(std::string_view parameter) {
  if (parameter.front() != '"' && parameter.back() != '"') return "it is not in quotes";
  if (parameter.back() != '"')
    return "it begins but does not end with a quote; a comma inside quotes separates parameters, write it as \\,";
  if (parameter.front() != '"')
    return "it ends but does not begin with a quote; a comma inside quotes separates parameters, write it as \\,";
  if (parameter[parameter.size() - 2] == '\\') return "its closing quote is escaped; write a backslash at the end as \\\\";
  return "a quote inside it is not escaped; write it as \\\"";
}

}  // namespace espat::at
