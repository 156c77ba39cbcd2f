#include "emulator/temporary_directory.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "emulator/failure.hpp"

namespace espat::emulator {

TemporaryDirectory::TemporaryDirectory() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  std::string path = (error ? std::filesystem::path("/tmp") : parent) / "espat-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    const std::string cause = std::generic_category().message(errno);
    throw Failure(ExitCode::environment_failed,
                  fmt::format("cannot make the directory {}: {}; set TMPDIR to a place that can be written to", path, cause));
  }
  path_ = path;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace espat::emulator
