#include "net/mqtt_network.hpp"

#include "net/mqtt_attempt.hpp"
#include "net/waker.hpp"

namespace espat::net {

MqttNetwork::MqttNetwork(asio::io_context& io, const Names& names, MqttNetworkOptions options, LinkFaults& faults, Deliver deliver)
    : io_(io), names_(names), options_(options), faults_(faults), deliver_(std::move(deliver)) {}

MqttNetwork::~MqttNetwork() = default;

void MqttNetwork::perform(const at::MqttOpen& open) {
  if (!waker_) waker_ = Waker::share();
  const auto attempt = std::make_shared<MqttAttempt>(io_, waker_, options_, names_, faults_, open, deliver_,
                                                     [this, number = open.attempt] { attempts_.erase(number); });
  attempts_[open.attempt] = attempt;
  attempt->pause(paused_);
  attempt->open(io_, names_.map().find({open.endpoint.host, open.endpoint.port}));
}

void MqttNetwork::perform(const at::MqttPublish& publish) {
  if (const auto attempt = find(publish.attempt)) attempt->publish(publish);
}

void MqttNetwork::perform(const at::MqttSubscribe& subscribe) {
  if (const auto attempt = find(subscribe.attempt)) attempt->subscribe(subscribe);
}

void MqttNetwork::perform(const at::MqttUnsubscribe& unsubscribe) {
  if (const auto attempt = find(unsubscribe.attempt)) attempt->unsubscribe(unsubscribe);
}

void MqttNetwork::perform(const at::MqttRetransmit& retransmit) {
  if (const auto attempt = find(retransmit.attempt)) attempt->retransmit(retransmit);
}

void MqttNetwork::perform(const at::MqttPing& ping) {
  if (const auto attempt = find(ping.attempt)) attempt->ping();
}

void MqttNetwork::perform(const at::MqttClose& close) {
  if (const auto attempt = find(close.attempt)) attempt->close(close.graceful);
}

void MqttNetwork::pause(bool on) {
  paused_ = on;
  for (const auto& [number, attempt] : attempts_) attempt->pause(on);
}

std::shared_ptr<MqttAttempt> MqttNetwork::find(at::Attempt attempt) const {
  const auto found = attempts_.find(attempt);
  return found == attempts_.end() ? nullptr : found->second;
}

}  // namespace espat::net
