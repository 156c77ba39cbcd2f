#pragma once

#include <optional>

#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {

/// "TCP", "UDP", "SSL", and with IPv6 "TCPv6", "UDPv6", "SSLv6".
void read_link_type(const Call& call, TcpipReader& in, Destination& to, const std::string& name);

/// Type, host, port, and what may follow them in AT+CIPSTART.
Destination read_destination(const Call& call, TcpipReader& in);

/// The timeout in milliseconds that later versions take last; none, or 0, is no limit.
std::optional<Duration> read_timeout(const Call& call, TcpipReader& in);

constexpr std::size_t longest_host = 64;
constexpr std::size_t longest_link_type = 5;
constexpr int highest_port = 65'535;
constexpr int longest_keepalive = 7'200;

}  // namespace espat::at
