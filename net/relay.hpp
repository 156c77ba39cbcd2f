#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/mqtt_link.hpp"
#include "net/acknowledgement_gate.hpp"
#include "net/address_map.hpp"
#include "net/asio.hpp"
#include "net/doorman.hpp"
#include "net/keepalive.hpp"
#include "net/link_faults.hpp"
#include "net/pipe.hpp"
#include "net/resolver.hpp"
#include "net/stream.hpp"
#include "net/unacknowledged_packets.hpp"
#include "net/waker.hpp"
#include "net/websocket_stream.hpp"

namespace espat::net {

/// The link between one Paho client and its broker. Paho connects to the relay as its proxy; the relay finds the broker, connects to it and
/// carries the bytes of both directions. So names, addresses, timeouts and everything that happens to a link are ours, and exact in time.
///
/// TLS and WebSocket end here and not in Paho, which speaks plain MQTT: the module's clock decides what is valid, the reason of each
/// failure is known, keys stay in memory, and whoever disturbs the link sees MQTT packets with every scheme.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  using Failure = at::MqttOpenFailed::Cause;

  /// Called on the io_context's thread, never from within a call of the relay.
  struct Events {
    std::function<void()> reached;                            ///< TCP to the broker is open, and TLS and WebSocket where they are used
    std::function<void(Failure, std::string reason)> failed;  ///< the broker could not be reached; the relay has ended
    std::function<void(PacketId)> requested;                  ///< Paho's SUBSCRIBE or UNSUBSCRIBE came by; must not end the relay
    std::function<void(PacketId)> received_by_broker;         ///< PUBREC for this message came by; as before
    std::function<void()> pong;                               ///< PINGRESP came by; as before
  };

  /// `names` and `faults` outlive the relay.
  Relay(asio::io_context& io, std::shared_ptr<Waker> waker, std::chrono::microseconds round_trip, const Names& names, LinkFaults& faults);
  ~Relay();

  /// Waits for Paho and connects to the broker at the same time.
  /// @param broker  where the endpoint really is
  void start(const at::MqttOpen& open, const Address& broker, Events events);

  /// Where Paho finds its proxy.
  std::uint16_t port() const { return doorman_->port(); }

  /// Whether Paho has not come in, and may still do so.
  bool awaits_paho() const { return !paho_ready_ && !cut_; }

  /// Waits for another Paho client, at another port. The one before, which has not come in, is gone.
  void open_door();

  /// Why there is no connection any more, as a sentence part; empty while nothing has ended it.
  const std::string& end_reason() const { return end_reason_; }

  /// How the broker ended a connection on which it never accepted CONNECT, as a sentence part with what probably is wrong.
  std::string refusal() const;

  /// Sends a packet of Paho's that is not acknowledged to the broker again, unless another one is just on its way.
  void repeat(PacketId id);

  /// Sends PINGREQ to the broker, behind the packet of Paho's that is just on its way.
  void ping();

  /// While paused nothing more is taken from the broker.
  void pause(bool on);

  /// The link breaks now: both ends are closed and what was on its way is lost. No event follows.
  void cut();

  /// Paho's client is gone, so nobody is let in any more. Not before: Paho spins for ten seconds, with its lock held, on a proxy that
  /// accepts and closes without the greeting.
  void close_door();

  /// Paho has left: what it had written is still delivered. `closed` follows when the broker has closed as well, or had its time to;
  /// nothing else does.
  void finish(std::function<void()> closed);

 private:
  void admit(Tcp::socket paho);
  void look_up(const Address& broker);
  void connect(const Address& broker, const std::vector<Tcp::endpoint>& endpoints);
  void connected(Tcp::socket socket);
  void travel(int round_trips, std::function<void()> arrived);
  void upgrade();
  void open_up();
  void join();
  void fail(Failure failure, std::string reason);
  void spoken();
  std::string_view send(std::string_view to_broker);
  std::string_view let_through(std::string_view from_broker);
  void heard(std::string_view from_broker);
  std::shared_ptr<Link> make_link(at::Attempt attempt);
  void link_changed();
  void reset();
  void end_in_order() { end({}); }
  void end(boost::system::error_code cause);
  void up_finished(boost::system::error_code cause);
  void down_finished(boost::system::error_code cause);
  void closed(const std::string& reason);

  asio::io_context& io_;
  std::shared_ptr<Waker> waker_;
  std::chrono::microseconds delay_;  ///< of each direction
  LinkFaults& faults_;
  std::shared_ptr<Link> link_;  ///< from `start` on
  std::optional<AcknowledgementGate> gate_;
  UnacknowledgedPackets unacknowledged_;
  std::function<void()> waiting_;  ///< goes on when nothing is swallowed any more
  at::MqttEndpoint endpoint_;
  at::TlsCredentials tls_;
  std::optional<Keepalive> keepalive_;  ///< from `start` on
  Events events_;
  std::function<void()> closed_;  ///< set by `finish`
  std::string end_reason_;
  std::shared_ptr<Doorman> doorman_;
  std::shared_ptr<Resolver> resolver_;
  Tcp::socket connecting_;
  std::shared_ptr<ByteStream> paho_;            ///< from its admission on
  std::shared_ptr<ByteStream> broker_;          ///< from TCP on
  std::shared_ptr<WebSocketStream> websocket_;  ///< the same, where it is used
  asio::steady_timer travel_;
  asio::steady_timer linger_;
  std::string head_;                         ///< Paho's CONNECT request and what it sent behind it
  bool paho_ready_ = false;                  ///< its CONNECT request was read
  bool broker_ready_ = false;                ///< TLS is up where it is used
  std::optional<unsigned char> first_byte_;  ///< that the broker sent
  bool cut_ = false;
  bool paused_ = false;
  bool paho_spoke_ = false;
  std::shared_ptr<Pipe> up_;
  std::shared_ptr<Pipe> down_;
};

}  // namespace espat::net
