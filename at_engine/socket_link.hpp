#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/time.hpp"
#include "at_engine/tls_credentials.hpp"

namespace espat::at {

// The seam between the firmware's TCP/IP commands and the network: sockets, names, ping, time servers. The engine asks with effects and
// the network answers with inputs. Every deadline is the engine's; what is answered about a socket after SocketClose is ignored.

/// Names a socket from its opening to its end. The engine counts those that it opens from 1; the network those that a server accepts from
/// `first_accepted`.
using Socket = std::uint32_t;
constexpr Socket first_accepted = 0x8000'0000;

/// Names a question (name, ping, time) until its answer; counts from 1 for each device.
using Query = std::uint32_t;

struct SocketAddress {
  std::string ip;  ///< "192.168.1.2"
  std::uint16_t port = 0;
  bool operator==(const SocketAddress&) const = default;
};

// Asked of the network.

/// The name servers that the host firmware has set, in the order in which to ask them; none: the network's own. Not answered.
struct UseNameServers {
  std::vector<std::string> ips;
};

/// A name or an address literal. Answered by NameResolved.
struct ResolveName {
  Query query = 0;
  std::string host;
  bool wants_ipv6 = false;
};

/// Connects TCP, and then TLS. Answered by SocketOpened or SocketOpenFailed, unless SocketClose comes first.
struct SocketOpen {
  Socket socket = 0;
  std::string host;           ///< as the host firmware wrote it, for `--map` and for TLS
  SocketAddress remote;       ///< what ResolveName has answered for it
  std::string local_ip;       ///< empty: any
  int keepalive_seconds = 0;  ///< 0: TCP keepalive off
  std::optional<TlsCredentials> tls;
};

/// Binds a UDP socket. Answered by SocketOpened, whose remote is empty, or SocketOpenFailed.
struct DatagramOpen {
  Socket socket = 0;
  std::uint16_t local_port = 0;  ///< 0: any
  std::string multicast_group;   ///< to join; empty: none
};

/// Socket options of AT+CIPTCPOPT.
struct SocketOptions {
  Socket socket = 0;
  int linger_seconds = -1;  ///< -1: off
  bool no_delay = false;
  int keepalive_seconds = 0;
};

/// One call of the firmware's send(). Answered by SocketSent when the send buffer has taken all of it, or SocketSendFailed. No other send
/// on this socket is asked before.
struct SocketSend {
  Socket socket = 0;
  std::string bytes;
};

/// Forget what the send buffer has not taken of the last SocketSend; it is not answered.
struct SocketSendCancel {
  Socket socket = 0;
};

/// Answered as SocketSend.
struct DatagramSend {
  Socket socket = 0;
  std::string host;  ///< as the host firmware wrote it, for `--map`
  SocketAddress remote;
  std::string bytes;
};

/// The firmware has read so many bytes of what SocketReceived brought: the receive window opens again by as much.
struct SocketConsumed {
  Socket socket = 0;
  std::size_t count = 0;
};

/// Ends a socket at once. Answered by SocketClosed when the firmware's close() would return.
struct SocketClose {
  Socket socket = 0;
};

/// Listens on a TCP port. Answered by ServerListening or ServerFailed.
struct ServerListen {
  std::uint16_t port = 0;
  std::optional<TlsCredentials> tls;  ///< the server's own certificate and key; `ca`: clients must show one from it
};

/// Stops listening; accepted sockets live on.
struct ServerStop {};

/// One ICMP echo. Answered by PingAnswered when a reply comes, or PingFailed when none can come; the engine's timeout decides either way.
struct PingHost {
  Query query = 0;
  std::string ip;
};

/// One SNTP request. Answered by TimeReceived or TimeFailed.
struct AskTime {
  Query query = 0;
  std::string server;
};

// Reported by the network.

struct NameResolved {
  Query query = 0;
  std::string ip;  ///< empty: there is no such name
};

struct SocketOpened {
  Socket socket = 0;
  SocketAddress remote;
  std::uint16_t local_port = 0;
};

struct SocketOpenFailed {
  enum class Cause {
    refused,
    timed_out,
    unreachable,
    address_in_use,
    bind,         ///< the local address or port cannot be had for another reason
    tls,          ///< the handshake
    credentials,  ///< certificate, key or CA cannot be used
  };
  Socket socket = 0;
  Cause cause = Cause::refused;
  std::string reason;  ///< one sentence part for the program log
};

struct SocketSent {
  Socket socket = 0;
};

struct SocketSendFailed {
  Socket socket = 0;
  std::string reason;
};

/// Bytes of the stream, or one whole datagram. The network brings no more than the receive window before SocketConsumed.
struct SocketReceived {
  Socket socket = 0;
  std::string bytes;
  SocketAddress from;  ///< of a datagram
};

/// The peer has closed (FIN) or reset (RST) the connection; after all SocketReceived.
struct SocketEnded {
  Socket socket = 0;
  bool reset = false;
};

struct SocketClosed {
  Socket socket = 0;
};

struct ServerListening {};

struct ServerFailed {
  bool bind_failed = true;  ///< otherwise listen() failed
  std::string reason;
};

/// A client has connected to the server, with TLS if the server has it.
struct SocketAccepted {
  Socket socket = 0;
  SocketAddress remote;
  std::uint16_t local_port = 0;
};

struct PingAnswered {
  Query query = 0;
  Duration round_trip{};
};

struct PingFailed {
  Query query = 0;
  std::string reason;  ///< one sentence part for the program log
};

struct TimeReceived {
  Query query = 0;
  std::int64_t unix_time = 0;  ///< seconds since 1970, UTC
};

struct TimeFailed {
  Query query = 0;
  std::string reason;
};

}  // namespace espat::at
