#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include <mqtt/async_client.h>

#include "at_engine/mqtt_link.hpp"
#include "net/packet_id.hpp"

namespace espat::net {

struct PahoOpened {};
struct PahoOpenFailed {
  int code;  ///< 1..5: the CONNACK's return code; negative: there was none
};
struct PahoSubscribed {
  at::MqttAcknowledged suback;
};
struct PahoWritten {};  ///< a PUBLISH at QoS 0 has left; they leave in the order in which they were asked
struct PahoLost {};
struct PahoLeft {};  ///< DISCONNECT was written, or could not be

using PahoEvent =
    std::variant<PahoOpened, PahoOpenFailed, PahoSubscribed, PahoWritten, PahoLost, PahoLeft, at::MqttAcknowledged, at::MqttReceived>;

/// One Paho client for one attempt. Every call can throw mqtt::exception. Destroying a connected client sends DISCONNECT.
class PahoClient {
 public:
  /// Called on Paho's threads with their lock held: it may only pass the event on.
  using Notify = std::function<void(PahoEvent)>;

  /// @param proxy  "host:port" of the relay
  /// @throws mqtt::exception
  PahoClient(const at::MqttOpen& open, const std::string& proxy, Notify notify);
  PahoClient(const PahoClient&) = delete;
  PahoClient& operator=(const PahoClient&) = delete;

  /// Answered by PahoOpened or PahoOpenFailed.
  void connect();

  /// At QoS 0 answered by PahoWritten, else by MqttAcknowledged, unless the connection is lost first.
  /// @return the packet's number on the wire; at QoS 0 it has none
  PacketId publish(const at::MqttPublish& publish);
  /// Paho does not tell the numbers of these.
  void subscribe(const at::MqttSubscribe& subscribe);
  void unsubscribe(const at::MqttUnsubscribe& unsubscribe);

  /// Paho has carried out what was queued by then. A connect that it refuses because of one in its queue would leave it with a token that
  /// is gone.
  static constexpr std::chrono::milliseconds queue_time{20};

  /// Makes Paho send a PINGREQ when it next looks, if it sent or received nothing for a second. Does nothing right behind another change:
  /// who waits for the PINGREQ asks again.
  void allow_ping();

  /// Paho sends no PINGREQ by itself any more and does not miss a PINGRESP. Not before `queue_time` has passed since `allow_ping`.
  void forbid_ping();

  /// Sends DISCONNECT behind all that was asked before. Answered by PahoLeft.
  void disconnect();

 private:
  /// Turns the end of an operation into an event; Paho hands the operation's number back as its context.
  struct Listener : mqtt::iaction_listener {
    using Ended = std::function<void(at::Operation, int code)>;
    explicit Listener(Ended ended) : ended_(std::move(ended)) {}
    void on_success(const mqtt::token& token) override { ended_(operation(token), 0); }
    void on_failure(const mqtt::token& token) override { ended_(operation(token), token.get_return_code()); }

   private:
    static at::Operation operation(const mqtt::token& token);
    const Ended ended_;
  };

  void set_ping_interval(std::chrono::seconds interval);

  const at::Attempt attempt_;
  const Notify notify_;
  const mqtt::connect_options options_;
  mqtt::connect_options ping_options_;
  std::chrono::steady_clock::time_point changed_at_;  ///< the ping interval
  Listener opened_;
  Listener written_;
  Listener acknowledged_;
  Listener subscribed_;
  Listener left_;
  mqtt::async_client client_;  // last: it calls the listeners until it is gone
};

}  // namespace espat::net
