#include "tests/fuzz/willing_network.hpp"

#include <variant>

namespace espat::at {
namespace {

const SocketAddress peer{"192.168.1.2", 80};
constexpr std::uint16_t local_port = 50'000;

struct Answer {
  Inputs operator()(const MqttOpen& open) const { return {MqttTransportOpened{open.attempt}, MqttOpened{open.attempt}}; }
  Inputs operator()(const MqttPublish& packet) const { return acknowledge(packet.attempt, packet.operation); }
  Inputs operator()(const MqttSubscribe& packet) const { return acknowledge(packet.attempt, packet.operation); }
  Inputs operator()(const MqttUnsubscribe& packet) const { return acknowledge(packet.attempt, packet.operation); }
  Inputs operator()(const MqttRetransmit& packet) const { return acknowledge(packet.attempt, packet.operation); }
  Inputs operator()(const MqttPing& ping) const { return {MqttPong{ping.attempt}}; }
  Inputs operator()(const MqttClose& close) const { return close.graceful ? Inputs{MqttClosed{close.attempt, ""}} : Inputs{}; }
  Inputs operator()(const ResolveName& name) const { return {NameResolved{name.query, peer.ip}}; }
  Inputs operator()(const SocketOpen& open) const { return {SocketOpened{open.socket, peer, local_port}}; }
  Inputs operator()(const DatagramOpen& open) const { return {SocketOpened{open.socket, {}, local_port}}; }
  Inputs operator()(const SocketSend& send) const { return {SocketSent{send.socket}}; }
  Inputs operator()(const DatagramSend& send) const { return {SocketSent{send.socket}}; }
  Inputs operator()(const SocketClose& close) const { return {SocketClosed{close.socket}}; }
  Inputs operator()(const ServerListen&) const { return {ServerListening{}}; }
  Inputs operator()(const PingHost& ping) const { return {PingAnswered{ping.query, Duration{1}}}; }
  Inputs operator()(const AskTime& question) const { return {TimeReceived{question.query, 1'700'000'000}}; }
  Inputs operator()(const HttpRequest&) const { return {HttpConnected{}, HttpStarted{200, {}}, HttpBody{"body", false}, HttpEnded{}}; }
  template <typename NotAsked>
  Inputs operator()(const NotAsked&) const {
    return {};
  }

  static Inputs acknowledge(Attempt attempt, Operation operation) {
    return {MqttSent{attempt, operation}, MqttAcknowledged{attempt, operation}};
  }
};

}  // namespace

Inputs willing_answer(const Effect& asked) { return std::visit(Answer{}, asked); }

}  // namespace espat::at
