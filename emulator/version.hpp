#pragma once

#include <string>

namespace espat::emulator {

/// What `espat --version` prints: espat's version, and those of Paho, OpenSSL and Boost in use.
std::string version_text();

}  // namespace espat::emulator
