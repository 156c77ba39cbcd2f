#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/inputs.hpp"
#include "net/mailbox.hpp"
#include "net/mqtt_network.hpp"
#include "net/paho_client.hpp"
#include "net/relay.hpp"
#include "net/waker.hpp"

namespace espat::net {

/// One connection to a broker from its opening to its end: a relay, and a Paho client that speaks through it. Everything is reported from
/// a fresh call of the io_context, in batches of what had gathered by then.
class MqttAttempt : public std::enable_shared_from_this<MqttAttempt> {
 public:
  using Report = std::function<void(at::Inputs)>;
  using Ended = std::function<void()>;  ///< nothing is reported any more and nothing is left to do

  MqttAttempt(asio::io_context& io, std::shared_ptr<Waker> waker, const MqttNetworkOptions& options, const Names& names, LinkFaults& faults,
              at::MqttOpen open, Report report, Ended ended);
  ~MqttAttempt();  // NOLINT(bugprone-exception-escape): see the definition

  /// @param broker  where the endpoint really is
  void open(asio::io_context& io, const Address& broker);
  void publish(const at::MqttPublish& publish);
  void subscribe(const at::MqttSubscribe& subscribe);
  void unsubscribe(const at::MqttUnsubscribe& unsubscribe);
  void retransmit(const at::MqttRetransmit& retransmit);
  void ping();
  void pause(bool on) { relay_->pause(on); }
  void close(bool graceful);

 private:
  enum class State { opening, open, leaving, ended };

  void call_paho();
  void reached();
  bool operate(at::Operation operation, const std::function<void(PahoClient&)>& call);
  void sent(at::Operation operation);
  void handle(std::vector<PahoEvent> events);
  void on(PahoOpened);
  void on(PahoOpenFailed failed);
  void on(PahoSubscribed subscribed);
  void on(PahoWritten);
  void on(PahoLost);
  void on(PahoLeft);
  void on(at::Input input);
  void fail_opening(at::MqttOpenFailed::Cause cause, std::string reason);
  void lose(std::string reason);
  void release_subacks();
  void pong();
  void requested(PacketId id);
  void received_by_broker(PacketId id);
  void left();
  void end();
  void cut();

  const at::MqttOpen open_;
  const Report report_;
  const Ended ended_;
  State state_ = State::opening;
  int calls_left_;
  std::shared_ptr<Waker> waker_;
  std::shared_ptr<Relay> relay_;
  std::shared_ptr<Mailbox<PahoEvent>> mailbox_;
  std::unique_ptr<PahoClient> client_;
  std::optional<Waker::Haste> haste_;
  at::Inputs batch_;                     ///< to be reported next
  std::optional<at::Input> last_;        ///< reported behind the batch, and the attempt is over
  int unwritten_ = 0;                    ///< publishes at QoS 0 that Paho has not written yet
  std::deque<at::Operation> held_back_;  ///< the youngest of them, not reported as sent
  std::vector<at::MqttAcknowledged> subacks_;
  std::deque<at::Operation> requests_;            ///< subscriptions and their ends, whose numbers are not known yet
  std::map<PacketId, at::Operation> operations_;  ///< the youngest with each number
  asio::steady_timer suback_timer_;
  asio::steady_timer leave_timer_;
};

}  // namespace espat::net
