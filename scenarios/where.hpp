#pragma once

#include <stdexcept>
#include <string>

namespace espat::scenarios {

/// A place in a scenario's file.
struct Where {
  std::string file;
  int line = 1;    ///< from 1
  int column = 1;  ///< in bytes, from 1
};

/// "FILE:LINE:COLUMN".
inline std::string to_string(const Where& where) {
  return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

/// What is wrong in a scenario: "FILE:LINE:COLUMN: sentence".
class ScenarioError : public std::runtime_error {
 public:
  ScenarioError(const Where& where, const std::string& sentence) : std::runtime_error(to_string(where) + ": " + sentence) {}
  /// About the file as a whole: "FILE: sentence".
  ScenarioError(const std::string& file, const std::string& sentence) : std::runtime_error(file + ": " + sentence) {}
};

}  // namespace espat::scenarios
