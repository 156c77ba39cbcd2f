#include "scenarios/failure_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

std::size_t equal_bytes(std::string_view expected, std::string_view received) {
  const auto end = std::mismatch(
      expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min(expected.size(), received.size())), received.begin());
  return static_cast<std::size_t>(end.first - expected.begin());
}

}  // namespace

std::string difference(std::string_view expected, std::string_view received) {
  const std::size_t equal = equal_bytes(expected, received);
  return fmt::format("  expected  {}\n  received  {}\n            {}^\n", visible(expected),
                     received.empty() ? "nothing" : visible(received),
                     std::string(received.empty() ? 0 : visible(expected.substr(0, equal)).size(), ' '));
}

std::string_view nearest(std::string_view expected, std::string_view received) {
  std::size_t best = 0;
  std::size_t best_equal = 0;
  for (std::size_t at = 0; at < received.size(); ++at) {
    const std::size_t equal = equal_bytes(expected, received.substr(at));
    if (equal <= best_equal) continue;
    best = at;
    best_equal = equal;
  }
  constexpr std::size_t further = 20;  // so much more than expected shows what came instead
  if (best_equal == 0) return received.substr(received.size() - std::min(received.size(), expected.size() + further));
  return received.substr(best, expected.size() + further);
}

std::string to_string(const Failure& failure) {
  std::string text = fmt::format("{}: {}\n", to_string(failure.where), failure.sentence);
  if (failure.received) text += difference(failure.expected, *failure.received);
  return text;
}

}  // namespace espat::scenarios
