#include "emulator/mqtt_words.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <variant>

#include "emulator/visible.hpp"

namespace espat::emulator {
namespace {

std::string_view scheme(at::Transport transport) {
  constexpr std::array<std::string_view, 4> schemes{"mqtt", "mqtts", "ws", "wss"};
  return schemes.at(static_cast<std::size_t>(transport));
}

/// Each operator() is the words of one effect or input; operations are numbered, so that an answer finds its question.
struct Words {
  std::string operator()(const at::MqttOpen& open) const {
    const at::MqttEndpoint& to = open.endpoint;
    const at::MqttSession& session = open.session;
    return fmt::format("connect {}://{}:{}{} as \"{}\", user {}, keepalive {} s, {} session, will {}", scheme(to.transport), to.host,
                       to.port, to.path, visible(session.client_id), session.username ? '"' + visible(*session.username) + '"' : "none",
                       session.keepalive.count(), session.clean_session ? "clean" : "stored",
                       session.will ? '"' + visible(session.will->topic) + '"' : "none");
  }
  std::string operator()(const at::MqttPublish& publish) const {
    return fmt::format("#{} publish \"{}\", {} bytes, qos {}{}", publish.operation, visible(publish.topic), publish.payload.size(),
                       publish.qos, publish.retain ? ", retained" : "");
  }
  std::string operator()(const at::MqttSubscribe& subscribe) const {
    return fmt::format("#{} subscribe \"{}\", qos {}", subscribe.operation, visible(subscribe.topic), subscribe.qos);
  }
  std::string operator()(const at::MqttUnsubscribe& unsubscribe) const {
    return fmt::format("#{} unsubscribe \"{}\"", unsubscribe.operation, visible(unsubscribe.topic));
  }
  std::string operator()(const at::MqttRetransmit& again) const { return fmt::format("#{} once more", again.operation); }
  std::string operator()(const at::MqttPing&) const { return "ping"; }
  std::string operator()(const at::MqttClose& close) const { return close.graceful ? "disconnect" : "cut the connection"; }

  std::string operator()(const at::MqttTransportOpened&) const { return "reached"; }
  std::string operator()(const at::MqttOpened&) const { return "connected"; }
  std::string operator()(const at::MqttOpenFailed& failed) const { return "not connected: " + failed.reason; }
  std::string operator()(const at::MqttClosed& closed) const { return "connection ended: " + closed.reason; }
  std::string operator()(const at::MqttSent& sent) const { return fmt::format("#{} sent", sent.operation); }
  std::string operator()(const at::MqttWriteFailed& failed) const { return fmt::format("#{} not sent", failed.operation); }
  std::string operator()(const at::MqttReceivedByBroker& received) const { return fmt::format("#{} received", received.operation); }
  std::string operator()(const at::MqttAcknowledged& acknowledged) const {
    return fmt::format("#{} {}", acknowledged.operation, acknowledged.refused ? "refused" : "acknowledged");
  }
  std::string operator()(const at::MqttReceived& received) const {
    return fmt::format("message \"{}\", {} bytes, qos {}", visible(received.topic), received.payload.size(), received.qos);
  }
  std::string operator()(const at::MqttPong&) const { return "pong"; }

  template <typename NotMqtt>
  std::string operator()(const NotMqtt&) const {
    return {};
  }
};

}  // namespace

std::string mqtt_words(const at::Effect& effect) { return std::visit(Words{}, effect); }
std::string mqtt_words(const at::Input& input) { return std::visit(Words{}, input); }

}  // namespace espat::emulator
