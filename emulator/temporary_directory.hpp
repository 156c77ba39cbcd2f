#pragma once

#include <filesystem>

namespace espat::emulator {

/// A directory that only this user can read (mode 0700), removed with its contents at the end of its life.
class TemporaryDirectory {
 public:
  /// Throws Failure when $TMPDIR, else /tmp, cannot be written to.
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace espat::emulator
