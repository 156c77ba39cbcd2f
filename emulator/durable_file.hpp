#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace espat::emulator {

// Files that a crash or a full disk leaves either as they were or as they were meant to become.

/// Replaces the contents of `path`: writes a file beside it, waits until that is on the disk, and gives it the name. Throws
/// std::system_error, and then the old contents stand.
void replace_file(const std::filesystem::path& path, std::string_view bytes);

/// All of a file; none when there is no such file. Throws std::system_error.
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace espat::emulator
