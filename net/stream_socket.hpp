#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "at_engine/inputs.hpp"
#include "net/dialer.hpp"
#include "net/link_delay.hpp"
#include "net/link_faults.hpp"
#include "net/link_options.hpp"
#include "net/stream.hpp"

namespace espat::net {

/// One TCP or TLS connection with the firmware's buffers: a send buffer that fills when the peer does not read, and a receive window that
/// closes when the firmware does not.
class StreamSocket : public std::enable_shared_from_this<StreamSocket> {
 public:
  /// SocketOpened, SocketOpenFailed, SocketSent, SocketSendFailed, SocketReceived and SocketEnded of this socket. Called from the
  /// io_context, never from within a call of this object; it may destroy it.
  using Report = std::function<void(at::Input)>;

  /// `io`, `names` and `faults` outlive it.
  StreamSocket(asio::io_context& io, LinkName::Kind kind, at::Socket number, const LinkOptions& options, const Names& names,
               LinkFaults& faults, Report report);
  ~StreamSocket();

  /// For who cannot be named before it exists; before `open`.
  void set_report(Report report) { report_ = std::move(report); }

  /// Connects; `where` is where the remote address really is. Reported.
  void open(const at::SocketOpen& open, const Address& where);
  /// Takes over an accepted connection, unless a fault refuses it. `ready` is called when the firmware hears of it.
  /// @return whether there is a connection
  bool adopt(std::shared_ptr<Stream> stream, std::function<void()> ready);

  void set_options(const at::SocketOptions& options);
  /// Reported when the send buffer has taken all of it; one at a time.
  void send(std::string bytes);
  /// The part of the last `send` that the send buffer has not taken is forgotten.
  void cancel_send();
  void consumed(std::size_t count);
  /// While paused nothing is read from the peer, who feels it.
  void pause(bool on);

  /// Nothing is reported any more. What the send buffer holds still goes to the peer, for a limited time; then `closed` is called.
  void close(std::function<void()> closed);
  /// Ends it at once: the peer sees a reset.
  void abort();

  at::SocketAddress remote() const;
  std::uint16_t local_port() const;
  /// In seconds, as AT+CIPTCPOPT says; -1: close() does not wait for the peer.
  int linger() const { return socket_options_.linger_seconds; }

 private:
  void begin_link(std::string peer);
  void link_changed();
  /// The link breaks: the peer and the firmware see a reset, or the peer only an end.
  void reset();
  void lose();
  void dial(const at::SocketOpen& open, const Address& where);
  void connected(const at::SocketOpen& open, std::shared_ptr<Stream> stream);
  /// What a handshake takes on the link.
  void cross(int round_trips, LinkDelay::Arrival then);
  void start(std::shared_ptr<Stream> stream);
  void apply_options();
  /// Lets bytes go over one direction of the link, as far as it carries them.
  void carry(LinkDelay& direction, std::string bytes, void (StreamSocket::*arrived)(std::string));
  void arrived_up(std::string bytes);
  void arrived_down(std::string bytes);
  void report_soon(at::Input input);
  void fill();
  void write();
  void write_failed(boost::system::error_code error);
  void wait_readable();
  void read();
  void ended(bool reset);
  void finish_closing();

  asio::io_context& io_;
  const LinkName::Kind kind_;
  const at::Socket number_;
  const LinkOptions options_;
  const Names& names_;
  LinkFaults& faults_;
  Report report_;
  std::shared_ptr<Dialer> dialer_;
  std::shared_ptr<Stream> stream_;
  at::SocketOptions socket_options_;
  std::shared_ptr<Link> link_;  ///< this and the next two from `open` or `adopt` on
  std::optional<LinkDelay> up_;
  std::optional<LinkDelay> down_;
  std::function<void()> waiting_;  ///< goes on when nothing is swallowed any more

  std::string offered_;       ///< of the present send, what the send buffer has not taken
  std::string unsent_;        ///< what has crossed the link and the kernel has not taken
  std::size_t buffered_ = 0;  ///< bytes in the send buffer: on the link, and unsent
  std::size_t window_;        ///< how much may be received before the firmware reads
  bool opened_ = false;       ///< the firmware has heard of it
  bool sending_ = false;
  bool awaits_writable_ = false;
  bool awaits_readable_ = false;
  bool paused_ = false;
  bool broken_ = false;  ///< a write has failed; the reader still brings what the peer had sent
  bool ended_ = false;
  std::function<void()> closed_;
  asio::steady_timer close_timer_;
};

}  // namespace espat::net
