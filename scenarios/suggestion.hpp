#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace espat::scenarios {

/// What was probably meant by `written`: "; did you mean esp32-v2.1.0.0?", or nothing when no candidate is near.
std::string did_you_mean(std::string_view written, const std::vector<std::string>& candidates);

}  // namespace espat::scenarios
