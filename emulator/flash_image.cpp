#include "emulator/flash_image.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "at_engine/flash/certificate_container.hpp"
#include "at_engine/flash/certificate_store.hpp"
#include "emulator/durable_file.hpp"
#include "emulator/failure.hpp"

namespace espat::emulator {
namespace {

[[noreturn]] void end_with(const std::string& sentence) { throw Failure(ExitCode::environment_failed, sentence); }

}  // namespace

void pack_image(const CertificateFiles& files, const std::string& image) {
  const std::string bytes = at::pack_container(read_certificate_files(files));
  try {
    replace_file(image, bytes);
  } catch (const std::system_error& error) {
    end_with(fmt::format("cannot write {} ({}); name a file in a directory that exists and is yours", image, error.code().message()));
  }
}

std::string image_text(const std::string& image) {
  std::string text;
  try {
    const auto bytes = read_file(image);
    if (!bytes) end_with(fmt::format("there is no file {}", image));
    int index = 0;
    for (const at::ContainerItem& item : at::unpack_container(*bytes)) {
      text += fmt::format("{} {:<4} id {} {} bytes\n", index++, at::name_of(item.kind), item.id, item.content.size());
    }
  } catch (const std::system_error& error) {
    end_with(fmt::format("{} cannot be read ({})", image, error.code().message()));
  } catch (const std::invalid_argument& error) {
    end_with(fmt::format("{} is no certificate image: {}", image, error.what()));
  }
  return text;
}

}  // namespace espat::emulator
