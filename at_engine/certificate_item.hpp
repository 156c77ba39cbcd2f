#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace espat::at {

enum class CertificateKind { ca, certificate, key };

/// How the names of partitions and namespaces end, and how the log calls it.
constexpr std::string_view name_of(CertificateKind kind) {
  switch (kind) {
    case CertificateKind::ca:
      return "ca";
    case CertificateKind::certificate:
      return "cert";
    case CertificateKind::key:
      break;
  }
  return "key";
}

/// What reading an item of a certificate partition gives (mqtt.md 7, device-commands.md 5.2.1).
struct CertificateItem {
  int length = 0;                      ///< as announced in flash; 0: there is no such item
  std::optional<std::string> content;  ///< PEM; none: fewer bytes could be read than announced
};

}  // namespace espat::at
