#pragma once

#include <string>
#include <vector>

namespace espat::emulator {

/// An option of the command line.
struct OptionRow {
  std::string name;   ///< "--link"
  std::string value;  ///< "PATH"; empty for a flag
  std::string help;
};

/// What `espat schema` prints: the AT commands of each profile, the options, kinds of error, exit codes, and the scenario language, as one
/// JSON object.
std::string schema_text(const std::vector<OptionRow>& options);

}  // namespace espat::emulator
