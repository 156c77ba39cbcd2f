#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "net/asio.hpp"
#include "net/link_faults.hpp"
#include "net/names.hpp"

namespace espat::net {

class MqttAttempt;
class Waker;

struct MqttNetworkOptions {
  /// What the Wi-Fi link adds to every exchange with a broker; half of it in each direction. 0: nothing is added.
  std::chrono::microseconds round_trip{0};
};

/// The MQTT connections of one device: carries out what the engine asks (at_engine/mqtt_link.hpp) with Paho, a fresh client for each
/// attempt, and reports what happens. All of it on the thread of the io_context. Destroying it ends all connections as a power loss does:
/// the brokers publish the wills.
class MqttNetwork {
 public:
  /// Takes everything that one instant brought, in order. Called from the io_context only, never from within `perform`; it may call
  /// `perform`.
  using Deliver = std::function<void(at::Inputs)>;

  /// `io`, `names` and `faults` outlive the network.
  MqttNetwork(asio::io_context& io, const Names& names, MqttNetworkOptions options, LinkFaults& faults, Deliver deliver);
  ~MqttNetwork();
  MqttNetwork(const MqttNetwork&) = delete;
  MqttNetwork& operator=(const MqttNetwork&) = delete;

  /// Starts what is asked; the answers are delivered later. What concerns an attempt that has ended is ignored.
  void perform(const at::MqttOpen& open);
  void perform(const at::MqttPublish& publish);
  void perform(const at::MqttSubscribe& subscribe);
  void perform(const at::MqttUnsubscribe& unsubscribe);
  void perform(const at::MqttRetransmit& retransmit);
  void perform(const at::MqttPing& ping);
  void perform(const at::MqttClose& close);

  /// While paused nothing more is taken from the brokers, so that their messages wait with them and not in memory.
  void pause(bool on);

 private:
  std::shared_ptr<MqttAttempt> find(at::Attempt attempt) const;

  asio::io_context& io_;
  const Names& names_;
  const MqttNetworkOptions options_;
  LinkFaults& faults_;
  const Deliver deliver_;
  bool paused_ = false;
  std::shared_ptr<Waker> waker_;  ///< from the first opening on
  std::unordered_map<at::Attempt, std::shared_ptr<MqttAttempt>> attempts_;
};

}  // namespace espat::net
