#include "pty_bridge/socket_path.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace espat::uart {
namespace {

std::runtime_error in_use(const std::string& path, const std::string& option) {
  return std::runtime_error("Another program listens on " + path + ": end that one, or name another " + option + " path.");
}

FileLock lock(const std::string& path, const std::string& option) {
  try {
    auto lock = FileLock::try_acquire(lock_path_beside(path));
    if (!lock) throw in_use(path, option);
    return std::move(*lock);
  } catch (const std::system_error& error) {
    throw std::runtime_error("Cannot listen on " + path + " (" + error.code().message() + "): name another " + option + " path.");
  }
}

bool somebody_listens(const std::string& path) {
  boost::asio::io_context io;
  boost::asio::local::stream_protocol::socket probe(io);
  boost::system::error_code error;
  probe.connect(path, error);
  return !error;
}

}  // namespace

SocketPath::SocketPath(const std::string& path, const std::string& option) : path_(path), lock_(lock(path, option)) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode))
    throw std::runtime_error(path + " is not a socket and will not be overwritten: remove it, or name another " + option + " path.");
  // The lock is free, so no espat is disturbed by the question.
  if (somebody_listens(path)) throw in_use(path, option);
  ::unlink(path.c_str());
}

void SocketPath::bound() {
  // Before `listen`, so nobody can have connected with wider rights.
  ::chmod(path_.c_str(), 0600);
  struct stat status {};
  if (::lstat(path_.c_str(), &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

SocketPath::~SocketPath() {
  struct stat status {};
  if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace espat::uart
