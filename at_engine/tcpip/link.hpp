#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "at_engine/socket_link.hpp"
#include "at_engine/tcpip/received_data.hpp"

namespace espat::at {

enum class LinkType { tcp, udp, ssl };

/// Where AT+CIPSTART wants to go.
struct Destination {
  LinkType type = LinkType::tcp;
  bool is_ipv6 = false;  ///< "TCPv6", or an IPv6 address
  std::string host;
  std::uint16_t port = 0;
  int keepalive_seconds = 0;
  std::string local_host;        ///< address or name to bind to; empty: any
  std::uint16_t local_port = 0;  ///< of UDP; 0: any
  int udp_mode = 0;              ///< 0 the remote end is fixed, 1 it follows the first datagram, 2 it follows each
  bool operator==(const Destination&) const = default;
};

/// A link of AT+CIPSTART, or a client of the server.
struct Link {
  enum class State {
    closed,
    accepted,  ///< a client of the server about which nothing has been said yet
    open,
  };

  State state = State::closed;
  int id = 0;  ///< 0..4
  Socket socket = 0;
  Destination to;
  SocketAddress remote;
  std::uint16_t local_port = 0;
  bool is_client_of_server = false;
  int idle_seconds = 0;  ///< of a client of the server, for AT+CIPSTO
  ReceivedData received;
  bool has_ended = false;         ///< the other side has closed, after what was received
  bool is_announced = false;      ///< "+IPD,<length>" of passive receiving was printed, and nothing was read since
  bool remote_has_moved = false;  ///< in UDP mode 1

  bool is_open() const { return state == State::open; }
  bool is_udp() const { return to.type == LinkType::udp; }
};

/// "TCP", "UDPv6", ...
inline std::string name_of(const Destination& to) {
  constexpr std::array<std::string_view, 3> names{"TCP", "UDP", "SSL"};
  return std::string(names.at(static_cast<std::size_t>(to.type))) + (to.is_ipv6 ? "v6" : "");
}

constexpr std::size_t link_count = 5;
constexpr std::size_t index_of(int id) { return static_cast<std::size_t>(id); }
using Links = std::array<Link, link_count>;

}  // namespace espat::at
