#include "scenarios/uart_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

constexpr std::size_t lines_kept = 10'000;
constexpr std::string_view host = "host";
constexpr std::string_view module = "module";

}  // namespace

void UartHistory::add(Time now, Direction direction, std::string_view bytes) {
  const std::string_view who = direction == Direction::to_device ? host : module;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    const bool goes_on = !lines_.empty() && lines_.back().who == who && !lines_.back().bytes.ends_with('\n');
    if (!goes_on) add({now, who, {}});
    lines_.back().bytes += bytes.substr(0, size);
    bytes.remove_prefix(size);
  }
}

void UartHistory::note(Time now, std::string_view fault, bool begun) {
  add({now, "fault", fmt::format("{} {}", fault, begun ? "begins" : "ends")});
}

void UartHistory::add(Line line) {
  lines_.push_back(std::move(line));
  if (lines_.size() > lines_kept) lines_.pop_front();
}

std::string UartHistory::latest(std::size_t count) const {
  std::string text;
  for (auto line = lines_.end() - static_cast<std::ptrdiff_t>(std::min(count, lines_.size())); line != lines_.end(); ++line) {
    text += fmt::format("  {:>4}.{:06}  {:<6}  {}\n", line->time.count() / 1'000'000, line->time.count() % 1'000'000, line->who,
                        visible(line->bytes));
  }
  return text;
}

}  // namespace espat::scenarios
