#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "at_engine/effects.hpp"
#include "at_engine/profile.hpp"
#include "at_engine/storage.hpp"
#include "pty_bridge/file_lock.hpp"

namespace espat::emulator {

/// What a module keeps across runs: `settings.json`, `mfg_nvs.json`, and a file `NAME.bin` for each partition that is not erased.
class FlashDirectory {
 public:
  /// Makes the directory if there is none. Throws Failure when it cannot be used, or another espat uses it.
  explicit FlashDirectory(const std::string& path);

  /// Throws Failure with the file that cannot be read, and why.
  at::Storage load(const at::Profile& profile) const;

  /// Writes what has changed, and what could not be written before. Returns a sentence when something cannot be written and everything
  /// could until now, and one when everything can again.
  std::optional<std::string> save(const at::StorageChanged& changed, const at::Storage& storage);

 private:
  std::filesystem::path file_of(const std::string& name) const { return path_ / name; }

  std::filesystem::path path_;
  uart::FileLock lock_;
  std::set<std::string> unsaved_;  ///< names of files
};

}  // namespace espat::emulator
