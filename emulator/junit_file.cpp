#include "emulator/junit_file.hpp"

#include <fmt/format.h>

#include <fstream>

#include "emulator/failure.hpp"

namespace espat::emulator {

void write_junit(const std::string& path, const std::vector<scenarios::Suite>& suites) {
  std::ofstream file(path);
  file << junit_xml(suites) << std::flush;
  if (!file) {
    throw Failure(ExitCode::environment_failed,
                  fmt::format("cannot write the JUnit file {}; name a file in a directory that exists and is yours", path));
  }
}

}  // namespace espat::emulator
