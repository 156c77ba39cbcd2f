#include "emulator/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "pty_bridge/file_handle.hpp"

namespace espat::emulator {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_errno(const fs::path& path) { throw std::system_error(errno, std::generic_category(), path.string()); }

uart::FileHandle open_file(const fs::path& path, int flags) {
  constexpr int only_for_the_user = 0600;
  uart::FileHandle file(::open(path.c_str(), flags | O_CLOEXEC, only_for_the_user));
  if (!file.valid()) throw_errno(path);
  return file;
}

void write_all(int file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      throw_errno(path);
    }
  }
}

void write_new(const fs::path& path, std::string_view bytes) {
  const uart::FileHandle file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  write_all(file.get(), bytes, path);
  if (::fsync(file.get()) != 0) throw_errno(path);
}

}  // namespace

void replace_file(const fs::path& path, std::string_view bytes) {
  fs::path beside = path;
  beside += ".new";
  try {
    write_new(beside, bytes);
    fs::rename(beside, path);
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
  const fs::path home = path.has_parent_path() ? path.parent_path() : ".";
  const uart::FileHandle directory = open_file(home, O_RDONLY | O_DIRECTORY);
  if (::fsync(directory.get()) != 0) throw_errno(home);
}

std::optional<std::string> read_file(const fs::path& path) {
  if (!fs::exists(path)) return std::nullopt;
  const uart::FileHandle file = open_file(path, O_RDONLY);
  std::string bytes;
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t size = ::read(file.get(), piece.data(), piece.size());
    if (size == 0) return bytes;
    if (size > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      throw_errno(path);
    }
  }
}

}  // namespace espat::emulator
