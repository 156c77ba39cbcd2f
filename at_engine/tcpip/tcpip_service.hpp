#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/tcpip/link.hpp"
#include "at_engine/tcpip/link_server.hpp"
#include "at_engine/tcpip/packet_stream.hpp"
#include "at_engine/tcpip/passthrough.hpp"
#include "at_engine/tcpip/questions.hpp"
#include "at_engine/tcpip/sntp_client.hpp"
#include "at_engine/tcpip/socket_task.hpp"

namespace espat::at {

class Module;

/// Names and keys of the TLS connections of one link.
struct TlsNames {
  std::string common_name;             ///< CIPSSLCCN
  std::string server_name;             ///< CIPSSLCSNI
  std::vector<std::string> protocols;  ///< CIPSSLCALPN
  std::string shared_key;              ///< CIPSSLCPSK, CIPSSLCPSKHEX
  std::string shared_key_hint;
};

/// What the TCP/IP commands set until the next restart (device-commands.md 6.4).
struct TcpipSession {
  bool has_many_links = false;  ///< AT+CIPMUX
  bool is_transparent = false;  ///< AT+CIPMODE
  bool shows_sender = false;    ///< AT+CIPDINFO
  std::array<bool, link_count> is_passive{};
  std::array<bool, link_count> outlives_address{};  ///< AT+CIPCONNPERSIST
  std::array<TlsNames, link_count> tls;
  int report_size = 1024;  ///< AT+CIPSENDLCFG, bytes
  int packet_size = 2920;  ///< AT+CIPSENDLCFG, bytes
};

/// The TCP/IP part of a module: its links, and the tasks that serve them.
class TcpipService {
 public:
  explicit TcpipService(Module& module);

  TcpipSession session;
  Links links;
  bool has_closed_link = false;  ///< since the station got its address, a link was closed (STATUS:4)

  Questions questions;
  SocketTask sockets;
  PacketStream packets;  ///< of passthrough or AT+CIPSENDL
  Passthrough passthrough;
  LinkServer server;
  SntpClient sntp;

  Link& link(int id) { return links.at(index_of(id)); }
  /// A TCP or SSL link is open.
  bool has_stream() const;
  bool has_link() const;
  int open_links() const;
  /// The lowest id that no link has; none when there are five.
  std::optional<int> free_id() const;

  /// The station loses its address.
  void went_offline();

  /// After "ready" is due and before it is printed: a saved passthrough begins.
  void boot();
  std::optional<Time> next_deadline() const;
  void advance();
  void power_off();

 private:
  void went_online();

  Module& module_;
  bool was_online_ = false;
};

}  // namespace espat::at
