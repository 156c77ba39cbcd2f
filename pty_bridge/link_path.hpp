#pragma once

#include <string>

#include "pty_bridge/file_lock.hpp"

namespace espat::uart {

/// A stable symlink to a pty. A lock file beside it (`.NAME.lock`) tells other processes that it is in use; both go when the object does,
/// the link only if it still points to its target.
class LinkPath {
 public:
  /// The link that the user named. A link that was left behind is replaced.
  /// Throws std::runtime_error, one sentence, when another living espat uses it, something else is there, or it cannot be made.
  static LinkPath named(const std::string& path, const std::string& target);

  /// The first free one of `at0`, `at1`, ... in `$XDG_RUNTIME_DIR/espat`, else in `/tmp/espat-$UID`. The directory is made when missing.
  /// Throws std::runtime_error, one sentence, when it cannot be made.
  static LinkPath first_free(const std::string& target);

  ~LinkPath();
  LinkPath(LinkPath&& other) noexcept = default;
  LinkPath& operator=(LinkPath&&) = delete;

  const std::string& path() const { return path_; }

 private:
  LinkPath(std::string path, std::string target, FileLock lock);

  std::string path_;
  std::string target_;
  FileLock lock_;
};

}  // namespace espat::uart
