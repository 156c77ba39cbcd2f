#include "scenarios/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace espat::scenarios {
namespace {

/// Levenshtein's distance: how many characters to insert, delete or replace.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view written, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t nearest_distance = std::max<std::size_t>(2, written.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const bool begun = written.size() >= 3 && candidate.starts_with(written);
    const std::size_t distance = begun ? 0 : edit_distance(written, candidate);
    // What shares nothing with the word is no guess.
    if (distance < nearest_distance && distance < written.size()) {
      nearest_distance = distance;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? "" : "; did you mean " + *nearest + "?";
}

}  // namespace espat::scenarios
