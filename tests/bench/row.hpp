#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/samples.hpp"

namespace espat::bench {

/// One line of the table: a figure of espat beside its floor, which is what the same costs without espat.
struct Row {
  std::string name;
  std::string unit;
  std::optional<double> largest_ratio = std::nullopt;   ///< the aim, as a multiple of the floor
  std::optional<double> largest_figure = std::nullopt;  ///< the aim, in `unit`
  bool more_is_better = false;
  Samples floor = {};  ///< empty: there is none
  Samples figure = {};

  /// How much worse the figure is than its floor, where a share of all values is no worse. There must be a floor.
  double ratio(double share) const;
  /// The value than which a share of all values is no worse.
  double no_worse(const Samples& samples, double share) const;
  /// By the medians; none when there is no aim.
  std::optional<bool> aim_met() const;
};

using Rows = std::vector<Row>;

/// What stands above the lines of a table.
std::string table_head();
std::string table_line(const Row& row);
/// One JSON object on one line.
std::string json_line(const Row& row);

}  // namespace espat::bench
