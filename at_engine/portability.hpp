#pragma once

#include <set>
#include <string_view>

#include "at_engine/line_parser.hpp"

namespace espat::at {

class Module;

/// Tells, once each, when the host relies on something that differs between firmware versions, or between the firmware and its document
/// (mqtt.md 9 and 10, versions.md).
class PortabilityHints {
 public:
  /// Looks at a command that is about to run.
  void look_at(const CommandLine& line, Module& module);

 private:
  std::set<std::string_view> told_;
};

}  // namespace espat::at
