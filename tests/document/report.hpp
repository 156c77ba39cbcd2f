#pragma once

#include <string>
#include <vector>

#include "tests/document/programs.hpp"
#include "tests/document/records.hpp"

namespace espat::document {

/// What the report is made of.
struct Findings {
  std::vector<Statement> statements;
  std::vector<ErrorCode> codes;
  std::vector<CaseCounts> cases;
  std::string exclusions;  ///< the list of excluded cases as it stands
  std::string deviations;  ///< the README's section, without its heading
};

/// docs/conformance.md.
std::string report(const Findings& findings);

/// What stands below the line `heading` until the next heading. Throws std::runtime_error when there is no such line.
std::string section(const std::string& text, const std::string& heading);

}  // namespace espat::document
