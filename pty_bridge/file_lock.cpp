#include "pty_bridge/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace espat::uart {
namespace {

bool is_file_at(int fd, const std::string& path) {
  struct stat opened {
  }, there{};
  return ::fstat(fd, &opened) == 0 && ::lstat(path.c_str(), &there) == 0 && opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

}  // namespace

FileLock::FileLock(std::string path, FileHandle file) : path_(std::move(path)), file_(std::move(file)) {}

std::optional<FileLock> FileLock::try_acquire(const std::string& path) {
  for (;;) {
    FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid()) throw std::system_error(errno, std::generic_category(), path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return std::nullopt;
      throw std::system_error(errno, std::generic_category(), path);
    }
    // The owner before us may have removed the file between our open and our lock.
    if (is_file_at(file.get(), path)) return FileLock(path, std::move(file));
  }
}

FileLock::~FileLock() {
  if (held()) ::unlink(path_.c_str());
}

std::string lock_path_beside(const std::string& path) {
  const std::filesystem::path there(path);
  return (there.parent_path() / ("." + there.filename().string() + ".lock")).string();
}

}  // namespace espat::uart
