#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "at_engine/inputs.hpp"
#include "net/address_map.hpp"
#include "net/asio.hpp"
#include "net/datagram_link.hpp"
#include "net/link_options.hpp"
#include "net/resolver.hpp"

namespace espat::net {

/// One UDP socket. Peers that `--map` has moved keep the addresses by which the firmware knows them.
class DatagramSocket : public std::enable_shared_from_this<DatagramSocket> {
 public:
  using Udp = asio::ip::udp;
  /// SocketSent, SocketSendFailed and SocketReceived. Called from the io_context, never from within a call of this object.
  using Report = std::function<void(at::Input)>;

  /// `io`, `names` and `faults` outlive it.
  DatagramSocket(asio::io_context& io, at::Socket number, const LinkOptions& options, const Names& names, LinkFaults& faults,
                 Report report);

  /// Binds and joins the group. @throws boost::system::system_error
  void open(const at::DatagramOpen& open);
  std::uint16_t local_port() const { return socket_.local_endpoint().port(); }
  /// Reading begins.
  void start() { wait_readable(); }

  /// `where` is where the remote address really is.
  void send(const at::DatagramSend& send, const Address& where);
  /// While paused nothing is read; what does not fit into the kernel is lost, as datagrams are.
  void pause(bool on);
  void consumed(std::size_t count);
  /// Nothing is reported any more.
  void close();

 private:
  void join(const std::string& group);
  void send_to(const Udp::endpoint& to, const at::DatagramSend& send);
  void report_soon(at::Input input);
  /// Whether what comes has to wait for the firmware; what a fault takes does not.
  bool is_held_up() const;
  void wait_readable();
  void read();

  asio::io_context& io_;
  const at::Socket number_;
  const std::chrono::microseconds round_trip_;
  const Names& names_;
  LinkFaults& faults_;
  Report report_;
  Udp::socket socket_;
  std::shared_ptr<DatagramLink> link_;  ///< from `open` on
  std::map<Udp::endpoint, at::SocketAddress> known_as_;
  std::set<std::shared_ptr<Resolver>> resolvers_;
  std::size_t unread_ = 0;
  bool paused_ = false;
  bool awaits_readable_ = false;
};

}  // namespace espat::net
