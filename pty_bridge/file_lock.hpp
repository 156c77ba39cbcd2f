#pragma once

#include <optional>
#include <string>

#include "pty_bridge/file_handle.hpp"

namespace espat::uart {

/// A lock file that ends with its owner, however that one ends.
class FileLock {
 public:
  /// None when another owner lives. Throws std::system_error when the file cannot be made.
  static std::optional<FileLock> try_acquire(const std::string& path);

  ~FileLock();
  FileLock(FileLock&& other) noexcept = default;
  FileLock& operator=(FileLock&&) = delete;

  /// False once it has been moved from.
  bool held() const { return file_.valid(); }

 private:
  FileLock(std::string path, FileHandle file);

  std::string path_;
  FileHandle file_;
};

/// The lock file beside a path: `DIR/.NAME.lock`.
std::string lock_path_beside(const std::string& path);

}  // namespace espat::uart
