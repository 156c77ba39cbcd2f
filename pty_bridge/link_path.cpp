#include "pty_bridge/link_path.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace espat::uart {
namespace {

namespace fs = std::filesystem;

std::runtime_error cannot_make(const std::string& path, const std::error_code& error) {
  return std::runtime_error("Cannot make the link " + path + " (" + error.message() + "): name another place with --link.");
}

/// Whether a link at this path may be replaced: nothing is there, or a link that an espat left behind. Ptys are numbered anew, so such a
/// link may point to somebody else's.
bool replaceable(const fs::path& path) {
  const auto status = fs::symlink_status(path);
  if (!fs::exists(status)) return true;
  if (!fs::is_symlink(status)) return false;
  std::error_code ignored;
  return !fs::exists(path, ignored) || fs::read_symlink(path).parent_path() == "/dev/pts";
}

// A reader finds the old link or the new one, never none.
void point(const fs::path& path, const std::string& target) {
  const fs::path fresh = path.parent_path() / ("." + path.filename().string() + ".new");
  fs::remove(fresh);
  fs::create_symlink(target, fresh);
  fs::rename(fresh, path);
}

fs::path default_directory() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code ignored;
  if (runtime != nullptr && fs::path(runtime).is_absolute() && fs::is_directory(runtime, ignored)) return fs::path(runtime) / "espat";
  return "/tmp/espat-" + std::to_string(::getuid());
}

void make_private_directory(const fs::path& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    throw cannot_make(directory.string(), std::error_code(errno, std::generic_category()));
  // In /tmp anybody could have put something else under this name.
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::getuid())
    throw std::runtime_error(directory.string() + " is not a directory of yours: remove it, or name another place with --link.");
}

}  // namespace

LinkPath::LinkPath(std::string path, std::string target, FileLock lock)
    : path_(std::move(path)), target_(std::move(target)), lock_(std::move(lock)) {
  point(path_, target_);
}

LinkPath LinkPath::named(const std::string& path, const std::string& target) try {
  const std::string absolute = fs::absolute(path).string();
  auto lock = FileLock::try_acquire(lock_path_beside(absolute));
  if (!lock) throw std::runtime_error(path + " is the port of another running espat: end that one, or name another --link.");
  if (!replaceable(absolute))
    throw std::runtime_error(path + " is not a link of espat and will not be overwritten: remove it, or name another --link.");
  return LinkPath(absolute, target, std::move(*lock));
} catch (const std::system_error& error) {
  throw cannot_make(path, error.code());
}

LinkPath LinkPath::first_free(const std::string& target) {
  const fs::path directory = default_directory();
  make_private_directory(directory);
  try {
    for (int number = 0;; ++number) {
      const std::string path = directory / ("at" + std::to_string(number));
      auto lock = FileLock::try_acquire(lock_path_beside(path));
      if (lock && replaceable(path)) return LinkPath(path, target, std::move(*lock));
    }
  } catch (const std::system_error& error) {
    throw cannot_make(directory.string(), error.code());
  }
}

LinkPath::~LinkPath() {
  if (!lock_.held()) return;
  std::error_code error;
  if (fs::read_symlink(path_, error) == target_ && !error) fs::remove(path_, error);
}

}  // namespace espat::uart
