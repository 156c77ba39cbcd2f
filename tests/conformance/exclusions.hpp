#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace espat::conformance {

/// Cases that are known not to apply, each with its reason. A line of the file is `id-regex profile reason`, where the profile may be `*`;
/// empty lines and lines that begin with `#` say nothing.
class Exclusions {
 public:
  /// Throws std::runtime_error with path, line and cause.
  static Exclusions read(const std::string& path);

  bool covers(const std::string& case_id, std::string_view profile) const;

 private:
  struct Entry {
    std::regex id;
    std::string profile;
  };
  std::vector<Entry> entries_;
};

}  // namespace espat::conformance
