#include "at_engine/message_filter.hpp"

#include <algorithm>
#include <optional>
#include <regex>

namespace espat::at {
namespace {

/// A rule looks this far into a write from either end, so that no expression takes long.
constexpr std::size_t reach = 1024;

std::optional<std::regex> compile(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(std::regex(text, std::regex::basic));
}

/// How many bytes at the beginning match; none when they do not.
std::optional<std::size_t> head_size(const std::regex& head, const std::string& bytes) {
  std::smatch match;
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), reach));
  if (!std::regex_search(bytes.begin(), end, match, head, std::regex_constants::match_continuous)) return std::nullopt;
  return static_cast<std::size_t>(match.length());
}

std::optional<std::size_t> tail_size(const std::regex& tail, const std::string& bytes) {
  std::smatch match;
  const auto begin = bytes.end() - static_cast<std::ptrdiff_t>(std::min(bytes.size(), reach));
  if (!std::regex_search(begin, bytes.end(), match, tail) || match.suffix().length() != 0) return std::nullopt;
  return static_cast<std::size_t>(match.length());
}

}  // namespace

struct MessageFilter::Expressions {
  std::optional<std::regex> head;
  std::optional<std::regex> tail;
};

bool MessageFilter::add(const Rule& rule) {
  try {
    expressions_.insert(expressions_.begin(), std::make_shared<Expressions>(Expressions{compile(rule.head), compile(rule.tail)}));
  } catch (const std::regex_error&) {
    return false;
  }
  rules_.insert(rules_.begin(), rule);
  return true;
}

bool MessageFilter::remove(const Rule& rule) {
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&rule](const Rule& known) { return known.head == rule.head && known.tail == rule.tail; });
  if (found == rules_.end()) return false;
  expressions_.erase(expressions_.begin() + (found - rules_.begin()));
  rules_.erase(found);
  return true;
}

void MessageFilter::clear() {
  rules_.clear();
  expressions_.clear();
}

std::string MessageFilter::apply(std::string bytes) const {
  if (!is_on) return bytes;
  for (const auto& rule : expressions_) {
    std::size_t head = 0;
    std::size_t tail = 0;
    if (rule->head) {
      const auto size = head_size(*rule->head, bytes);
      if (!size) continue;
      head = *size;
    }
    if (rule->tail) {
      const auto size = tail_size(*rule->tail, bytes);
      if (!size) continue;
      tail = *size;
    }
    const std::size_t last = std::max(head, bytes.size() - tail);  // the two may overlap
    return bytes.substr(head, last - head);
  }
  return bytes;
}

}  // namespace espat::at
