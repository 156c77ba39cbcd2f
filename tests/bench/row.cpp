#include "tests/bench/row.hpp"

#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

namespace espat::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr double median = 0.5;
constexpr double tail = 0.99;

constexpr int name_width = 24;
constexpr int number_width = 11;
constexpr int ratio_width = 8;

std::string number(double value, int decimals) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(decimals) << value;
  return text.str();
}

std::string figure(double value) { return number(value, value < 10 ? 2 : value < 1000 ? 1 : 0); }

std::string cell(const Row& row, const Samples& samples, double share) {
  const std::size_t enough = share == median ? 1 : 2;
  return samples.count() < enough ? "-" : figure(row.no_worse(samples, share));
}

std::string ratio_cell(const Row& row, double share) {
  return row.floor.count() == 0 || (share != median && row.floor.count() == 1) ? "-" : number(row.ratio(share), 2);
}

std::string aim(const Row& row) {
  const auto met = row.aim_met();
  if (!met) return "";
  const std::string limit =
      row.largest_ratio ? "ratio <= " + number(*row.largest_ratio, 2) : "< " + figure(*row.largest_figure) + " " + row.unit;
  return "  " + limit + (*met ? "" : "  MISSED");
}

std::string line(const std::string& name, const std::vector<std::string>& numbers, const std::vector<std::string>& ratios,
                 const std::string& unit, const std::string& aim) {
  std::ostringstream text;
  text << std::left << std::setw(name_width) << name << std::right;
  for (const auto& value : numbers) text << std::setw(number_width) << value;
  text << ' ' << std::left << std::setw(8) << unit << std::right;
  for (const auto& value : ratios) text << std::setw(ratio_width) << value;
  text << aim << '\n';
  return text.str();
}

Json json(const Row& row, const Samples& samples) {
  if (samples.count() == 0) return nullptr;
  return {{"p50", row.no_worse(samples, median)}, {"p99", row.no_worse(samples, tail)}, {"count", samples.count()}};
}

}  // namespace

double Row::no_worse(const Samples& samples, double share) const { return samples.quantile(more_is_better ? 1 - share : share); }

double Row::ratio(double share) const {
  const double of_floor = no_worse(floor, share);
  const double of_figure = no_worse(figure, share);
  return more_is_better ? of_floor / of_figure : of_figure / of_floor;
}

std::optional<bool> Row::aim_met() const {
  if (largest_ratio) return ratio(median) <= *largest_ratio;
  if (largest_figure) return no_worse(figure, median) < *largest_figure;
  return std::nullopt;
}

std::string table_head() { return line("", {"floor p50", "p99", "espat p50", "p99"}, {"x p50", "x p99"}, "", "  aim"); }

std::string table_line(const Row& row) {
  return line(row.name,
              {cell(row, row.floor, median), cell(row, row.floor, tail), cell(row, row.figure, median), cell(row, row.figure, tail)},
              {ratio_cell(row, median), ratio_cell(row, tail)}, row.unit, aim(row));
}

std::string json_line(const Row& row) {
  Json object{{"name", row.name}, {"unit", row.unit}, {"floor", json(row, row.floor)}, {"espat", json(row, row.figure)}};
  object["ratio"] = row.floor.count() > 0 ? Json{{"p50", row.ratio(median)}, {"p99", row.ratio(tail)}} : Json();
  object["largest_ratio"] = row.largest_ratio ? Json(*row.largest_ratio) : Json();
  object["largest_figure"] = row.largest_figure ? Json(*row.largest_figure) : Json();
  object["aim_met"] = row.aim_met() ? Json(*row.aim_met()) : Json();
  return object.dump() + '\n';
}

}  // namespace espat::bench
