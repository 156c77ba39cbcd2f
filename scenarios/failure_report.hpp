#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/where.hpp"

namespace espat::scenarios {

/// Expected and received bytes, one above the other with control bytes visible, and a caret at the first different byte.
std::string difference(std::string_view expected, std::string_view received);

/// The part of `received` that is most like `expected`: where most bytes from its beginning are equal.
std::string_view nearest(std::string_view expected, std::string_view received);

/// Why a scenario failed.
struct Failure {
  Where where;
  std::string sentence;
  std::string expected;
  std::optional<std::string> received;  ///< none: there is nothing to compare
};

/// The sentence with its place, and the difference.
std::string to_string(const Failure& failure);

}  // namespace espat::scenarios
