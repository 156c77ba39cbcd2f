#pragma once

#include <string>
#include <vector>

namespace espat::document {

/// How the cases of one file of recordings went for one profile.
struct CaseCounts {
  std::string file;
  std::string profile;
  int passed = 0;
  int failed = 0;
  int excluded = 0;
  std::string not_run;  ///< "4407 (why)"; empty: all were run
};

/// The names of all tests of a Catch2 program. Throws std::runtime_error when it lists none.
std::vector<std::string> test_names(const std::string& program);

/// Runs espat-conformance over all recorded cases, compared as closely as it can. Throws std::runtime_error when it says nothing of them.
std::vector<CaseCounts> run_conformance(const std::string& program);

}  // namespace espat::document
