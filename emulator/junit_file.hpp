#pragma once

#include <string>
#include <vector>

#include "scenarios/suite.hpp"

namespace espat::emulator {

/// Throws Failure when the file cannot be written.
void write_junit(const std::string& path, const std::vector<scenarios::Suite>& suites);

}  // namespace espat::emulator
