#include "tests/conformance/exclusions.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace espat::conformance {

Exclusions Exclusions::read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be opened: give the path of a list of excluded cases");
  Exclusions exclusions;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string id;
    std::string profile;
    std::string reason;
    if (!(words >> id >> profile >> reason)) {
      throw std::runtime_error(path + ", line " + std::to_string(number) + ": a line is 'id-regex profile reason'");
    }
    exclusions.entries_.push_back({std::regex(id), profile});
  }
  return exclusions;
}

bool Exclusions::covers(const std::string& case_id, std::string_view profile) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return (entry.profile == "*" || entry.profile == profile) && std::regex_match(case_id, entry.id);
  });
}

}  // namespace espat::conformance
