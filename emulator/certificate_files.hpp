#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/certificate_item.hpp"
#include "at_engine/effects.hpp"
#include "at_engine/flash/certificate_container.hpp"
#include "at_engine/profile.hpp"
#include "at_engine/storage.hpp"

namespace espat::emulator {

/// PEM files, by what they are.
struct CertificateFiles {
  std::vector<std::string> ca;
  std::vector<std::string> certificate;
  std::vector<std::string> key;

  bool empty() const { return ca.empty() && certificate.empty() && key.empty(); }
};

/// The files as items of a container, those of a kind numbered from 0. Throws Failure when one cannot be read or is no PEM of its kind, or
/// when the first key does not belong to the first certificate.
std::vector<at::ContainerItem> read_certificate_files(const CertificateFiles& files);

/// Puts them where MQTT of this firmware looks for them, and tells what has changed. Throws Failure as above, and when there is no room.
std::vector<at::StorageChanged> install_certificates(const CertificateFiles& files, const at::Profile& profile, at::Storage& storage);

}  // namespace espat::emulator
