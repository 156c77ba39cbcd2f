#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace espat::at {

/// PEM or DER material and checks of a TLS connection (mqtt.md 7, device-commands.md 6.3).
struct TlsCredentials {
  std::string ca;                        ///< empty: the server is not verified
  std::string certificate;               ///< empty: no client certificate
  std::string key;                       ///< belongs to `certificate`
  std::string source;                    ///< "mqtt": they are from mqtt_ca, mqtt_cert, mqtt_key; for what is said about them
  std::string server_name;               ///< name to send (SNI) and to compare in place of the host; empty: the host
  std::string expected_name;             ///< name to compare instead of `server_name`; empty: that one
  std::vector<std::string> protocols;    ///< ALPN, in order of preference
  bool checks_host_name = true;          ///< with `ca`: the certificate must be for `server_name`, else for the host
  std::optional<std::int64_t> valid_at;  ///< with `ca`: the module's clock, seconds since 1970; none: dates are not checked
};

}  // namespace espat::at
