#pragma once

#include <sys/types.h>

#include <string>

#include "pty_bridge/file_lock.hpp"

namespace espat::uart {

/// The path of a listening Unix socket: claimed before it is bound, removed at the end if the socket there is still ours.
class SocketPath {
 public:
  /// Removes a socket that was left behind. Throws std::runtime_error, one sentence with the name of `option`, when the path is in use or
  /// occupied.
  SocketPath(const std::string& path, const std::string& option);
  ~SocketPath();
  SocketPath(const SocketPath&) = delete;
  SocketPath& operator=(const SocketPath&) = delete;

  /// The socket has been bound: from now on it is ours, readable and writable by its owner only.
  void bound();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  FileLock lock_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace espat::uart
