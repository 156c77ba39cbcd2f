#pragma once

#include <string>
#include <string_view>

namespace espat::scenarios {

/// What a line must look like: `*` stands for any bytes, none included, and `\*` for a star; every other byte for itself.
class LinePattern {
 public:
  /// @throws std::invalid_argument with the part of a sentence that says what is wrong
  explicit LinePattern(std::string text);

  /// `line` without its end.
  bool matches(std::string_view line) const;

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace espat::scenarios
