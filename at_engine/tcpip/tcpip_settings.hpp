#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "at_engine/tcpip/link.hpp"

namespace espat::at {

/// AT+CIPTCPOPT.
struct TcpOptions {
  int linger_seconds = -1;  ///< -1: off
  int no_delay = 0;
  int send_timeout = 0;  ///< ms; 0: none
  int keepalive_seconds = 0;
  bool operator==(const TcpOptions&) const = default;
};

/// AT+CIPSSLCCONF.
struct TlsConfiguration {
  static constexpr int shows_certificate = 1;
  static constexpr int verifies_server = 2;

  int authentication = 0;  ///< of these two
  int certificate_id = 0;
  int ca_id = 0;
  bool operator==(const TlsConfiguration&) const = default;
};

/// AT+SAVETRANSLINK: the passthrough that begins at power-up.
struct SavedLink {
  bool is_server = false;
  Destination to;  ///< of a server: its type, and its port
  bool operator==(const SavedLink&) const = default;
};

/// What the TCP/IP commands keep in flash (device-commands.md 6.4).
struct TcpipSettings {
  int reconnect_interval = 1;  ///< of passthrough, in units of 100 ms
  std::array<TcpOptions, link_count> tcp_options;
  std::array<TlsConfiguration, link_count> tls;
  std::optional<SavedLink> saved_link;
  bool operator==(const TcpipSettings&) const = default;
};

}  // namespace espat::at
