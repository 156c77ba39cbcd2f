#pragma once

#include <string>

#include "emulator/certificate_files.hpp"

namespace espat::emulator {

/// `espat flash pack`: the container with these files goes to `image`. Throws Failure.
void pack_image(const CertificateFiles& files, const std::string& image);

/// `espat flash list`: index, kind, id and length of each item, a line each. Throws Failure.
std::string image_text(const std::string& image);

}  // namespace espat::emulator
