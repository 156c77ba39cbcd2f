#include "tests/conformance/log_text.hpp"

namespace espat::conformance {

std::string shown_log(std::string_view write) {
  constexpr std::string_view levels = "EWIDV";  // 1 to 5
  constexpr std::string_view line_end = "\r\n";
  std::string whole(write);
  const std::size_t level = write.empty() ? std::string_view::npos : levels.find(write.front());
  if (level == std::string_view::npos || !write.substr(1).starts_with(" (") || !write.ends_with(line_end)) return whole;
  const std::size_t number_end = write.find_first_not_of("0123456789", 3);
  if (number_end == std::string_view::npos || number_end == 3 || !write.substr(number_end).starts_with(") ")) return whole;
  write.remove_prefix(number_end + 2);
  const std::size_t tag_end = write.find(": ");
  if (tag_end == std::string_view::npos) return whole;
  const std::string_view text = write.substr(tag_end + 2, write.size() - tag_end - 2 - line_end.size());
  return "<" + std::to_string(level + 1) + " " + std::string(write.substr(0, tag_end)) + "> " + std::string(text);
}

}  // namespace espat::conformance
