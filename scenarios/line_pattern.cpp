#include "scenarios/line_pattern.hpp"

#include <stdexcept>
#include <utility>

namespace espat::scenarios {

LinePattern::LinePattern(std::string text) : text_(std::move(text)) {
  if (text_.empty()) throw std::invalid_argument("an empty pattern matches no line; write * for any line");
  if (text_.find_first_of("\r\n") != std::string::npos)
    throw std::invalid_argument("a pattern is one line without its end; leave \\r\\n out");
}

bool LinePattern::matches(std::string_view line) const {
  // The last star is where to go back to: what it stands for grows byte by byte.
  std::size_t at = 0;
  std::size_t pattern_at = 0;
  std::size_t after_star = std::string::npos;
  std::size_t star_end = 0;
  while (at < line.size() || pattern_at < text_.size()) {
    if (pattern_at < text_.size() && text_[pattern_at] == '*') {
      after_star = ++pattern_at;
      star_end = at;
      continue;
    }
    const std::size_t escape = text_.compare(pattern_at, 2, "\\*") == 0 ? 1 : 0;
    if (at < line.size() && pattern_at < text_.size() && text_[pattern_at + escape] == line[at]) {
      pattern_at += escape + 1;
      ++at;
      continue;
    }
    if (after_star == std::string::npos || star_end >= line.size()) return false;
    pattern_at = after_star;
    at = ++star_end;
  }
  return true;
}

}  // namespace espat::scenarios
