#include "emulator/flash_directory.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "emulator/durable_file.hpp"
#include "emulator/failure.hpp"
#include "emulator/stored_settings.hpp"

namespace espat::emulator {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings_file = "settings.json";
constexpr const char* manufacturing_file = "mfg_nvs.json";
constexpr const char* partition_ending = ".bin";

[[noreturn]] void refuse_directory(const std::string& what) { throw Failure(ExitCode::environment_failed, "--flash: " + what); }

std::string name_of(const at::StorageChanged& changed) {
  switch (changed.part) {
    case at::StorageChanged::Part::settings:
      return settings_file;
    case at::StorageChanged::Part::manufacturing_data:
      return manufacturing_file;
    case at::StorageChanged::Part::partition:
      break;
  }
  return changed.partition + partition_ending;
}

std::string bytes_of(const std::string& name, const at::Storage& storage) {
  if (name == settings_file) return settings_json(*storage.settings);
  if (name == manufacturing_file) return manufacturing_json(*storage.manufacturing_data);
  return storage.partitions.find(name.substr(0, name.rfind(partition_ending)))->second;
}

/// Reads a file and makes of it what it is meant to be; none when there is no such file.
template <class Parse>
auto read(const fs::path& path, const Parse& parse) -> std::optional<decltype(parse(std::string()))> {
  try {
    const auto bytes = read_file(path);
    if (!bytes) return std::nullopt;
    return parse(*bytes);
  } catch (const std::exception& error) {
    refuse_directory(fmt::format("{} cannot be used ({}); repair it, or remove it to start with what a new module has there", path.string(),
                                 error.what()));
  }
}

std::string whole_partition(const at::Partition& partition, std::string bytes) {
  if (bytes.size() == partition.size) return bytes;
  throw std::invalid_argument(fmt::format("it has {} bytes and the partition {}", bytes.size(), partition.size));
}

uart::FileLock lock(const fs::path& path) {
  try {
    fs::create_directories(path);
    if (auto lock = uart::FileLock::try_acquire((path / ".lock").string())) return std::move(*lock);
  } catch (const std::system_error& error) {
    refuse_directory(fmt::format("{} cannot be used ({}); name a directory that is yours", path.string(), error.code().message()));
  }
  refuse_directory(fmt::format("another espat uses {}; give each module a directory of its own", path.string()));
}

}  // namespace

FlashDirectory::FlashDirectory(const std::string& path) : path_(path), lock_(lock(path_)) {}

at::Storage FlashDirectory::load(const at::Profile& profile) const {
  at::Storage storage;
  storage.settings = read(file_of(settings_file), [&profile](const std::string& json) {
    at::Settings factory;
    factory.wifi_mode = profile.core.factory_wifi_mode;
    return read_settings(json, factory);
  });
  storage.manufacturing_data = read(file_of(manufacturing_file), [](const std::string& json) { return read_manufacturing(json); });
  for (const at::Partition& partition : profile.flash.partitions) {
    const std::string name(partition.name);
    auto bytes =
        read(file_of(name + partition_ending), [&partition](std::string all) { return whole_partition(partition, std::move(all)); });
    if (bytes) storage.partitions.emplace(name, std::move(*bytes));
  }
  return storage;
}

std::optional<std::string> FlashDirectory::save(const at::StorageChanged& changed, const at::Storage& storage) {
  const bool failed_before = !unsaved_.empty();
  unsaved_.insert(name_of(changed));
  try {
    while (!unsaved_.empty()) {
      const std::string name = *unsaved_.begin();
      replace_file(file_of(name), bytes_of(name, storage));
      unsaved_.erase(name);
    }
  } catch (const std::system_error& error) {
    if (failed_before) return std::nullopt;
    return fmt::format(
        "what the module stores cannot be written to {} ({}); the files there keep what they had, make room and change something again",
        path_.string(), error.code().message());
  }
  return failed_before ? std::optional(fmt::format("what the module stores is in {} again", path_.string())) : std::nullopt;
}

}  // namespace espat::emulator
