#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "tests/conformance/case_settings.hpp"
#include "tests/conformance/client_trace.hpp"
#include "tests/conformance/step.hpp"

namespace espat::conformance {

/// The link and the small broker of the wire cases: takes what the engine asks of the network, and answers it at the times of the
/// recording.
class BrokerModel {
 public:
  /// What reaches the broker for the first time is added to `calls`.
  BrokerModel(const CaseSettings::Values& settings, std::vector<ClientCall>& calls);

  void change(const CaseSettings::Values& settings) { settings_.change(settings); }
  /// A message of the broker's own.
  void publish(at::Time now, const BrokerPublishes& message);
  /// The broker closes the link.
  void close(at::Time now);

  /// What the engine has asked for; effects that are not for the network are ignored.
  void react(at::Time now, const at::Effect& effect);

  std::optional<at::Time> next_event() const;
  at::Inputs take_due(at::Time now);

 private:
  enum class Link { down, opening, awaiting_connack, open, closing };

  /// A packet that the broker has not answered yet.
  using Packet = std::variant<at::MqttPublish, at::MqttSubscribe, at::MqttUnsubscribe>;

  void open(at::Time now, const at::MqttOpen& wish);
  void log_in(at::Time now);
  void end(at::Time now, const at::MqttClose& wish);
  void retransmit(at::Time now, at::Operation operation);
  void ping(at::Time now);
  void send(at::Time now, const Packet& packet);
  void fail_write(at::Time now, at::Operation operation);
  void lose_link(at::Time now, std::string_view reason);
  void cut();

  void note(const at::MqttPublish& packet);
  void note(const at::MqttSubscribe& packet);
  void note(const at::MqttUnsubscribe& packet);
  void answer(at::Time now, const at::MqttPublish& packet);
  void answer(at::Time now, const at::MqttSubscribe& packet);
  void answer(at::Time now, const at::MqttUnsubscribe& packet);
  void loop(at::Time now, const at::MqttPublish& packet);
  void schedule(at::Time time, at::Input input) { events_.emplace(time, std::move(input)); }

  std::vector<ClientCall>& calls_;
  CaseSettings settings_ = CaseSettings::of_broker();
  Link link_ = Link::down;
  at::Attempt attempt_ = 0;
  at::MqttSession session_;
  std::multimap<at::Time, at::Input> events_;  ///< those of one time in the order in which they were scheduled
  std::map<at::Operation, Packet> unanswered_;
  std::map<std::string, int, std::less<>> subscriptions_;  ///< topic filters with the granted QoS
};

}  // namespace espat::conformance
