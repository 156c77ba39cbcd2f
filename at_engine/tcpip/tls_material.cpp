#include "at_engine/tcpip/tls_material.hpp"

#include "at_engine/module.hpp"

namespace espat::at {
namespace {

std::string item(const Module& module, std::string_view owner, CertificateKind kind, int id) {
  return module.read_certificate(owner, kind, id).content.value_or(std::string());
}

}  // namespace

std::optional<TlsCredentials> client_credentials(const Module& module, int id) {
  const TlsConfiguration& wanted = module.settings.tcpip.tls.at(index_of(id));
  const TlsNames& names = module.tcpip.session.tls.at(index_of(id));
  TlsCredentials credentials;
  credentials.server_name = names.server_name;
  credentials.expected_name = names.common_name;
  credentials.checks_host_name = !names.common_name.empty();
  credentials.protocols = names.protocols;
  if ((wanted.authentication & TlsConfiguration::shows_certificate) != 0) {
    credentials.certificate = item(module, "client", CertificateKind::certificate, wanted.certificate_id);
    credentials.key = item(module, "client", CertificateKind::key, wanted.certificate_id);
    if (credentials.certificate.empty() || credentials.key.empty()) return std::nullopt;
  }
  if ((wanted.authentication & TlsConfiguration::verifies_server) != 0) {
    credentials.ca = item(module, "client", CertificateKind::ca, wanted.ca_id);
    if (credentials.ca.empty()) return std::nullopt;
    if (module.profile.tcpip.checks_certificate_dates) credentials.valid_at = module.unix_time();
  }
  return credentials;
}

TlsCredentials server_credentials(const Module& module, bool verifies_clients) {
  TlsCredentials credentials;
  credentials.certificate = item(module, "server", CertificateKind::certificate, 0);
  credentials.key = item(module, "server", CertificateKind::key, 0);
  if (verifies_clients) credentials.ca = item(module, "server", CertificateKind::ca, 0);
  return credentials;
}

}  // namespace espat::at
