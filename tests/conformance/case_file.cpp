#include "tests/conformance/case_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace espat::conformance {
namespace {

std::vector<nlohmann::json> read_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be opened: give the path of a file of recorded cases");
  std::vector<nlohmann::json> lines;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty()) continue;
    try {
      lines.push_back(nlohmann::json::parse(line));
    } catch (const std::exception& error) {
      throw std::runtime_error(path + ", line " + std::to_string(number) + ": " + error.what());
    }
  }
  return lines;
}

CaseKind kind_of_most(const std::vector<nlohmann::json>& lines) {
  std::array<int, 4> votes{};
  for (const auto& line : lines) {
    if (const auto kind = kind_of(line)) ++votes.at(static_cast<std::size_t>(*kind));
  }
  return static_cast<CaseKind>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

}  // namespace

CaseFile read_case_file(const std::string& path, std::optional<CaseKind> kind) {
  const auto lines = read_lines(path);
  CaseFile file{std::filesystem::path(path).filename().string(), {}};
  std::size_t number = 0;
  try {
    const CaseKind usual_kind = kind_of_most(lines);
    for (const auto& line : lines) {
      ++number;
      file.cases.push_back(read_case(line, kind ? *kind : kind_of(line).value_or(usual_kind)));
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ", case " + std::to_string(number) + ": " + error.what());
  }
  return file;
}

}  // namespace espat::conformance
