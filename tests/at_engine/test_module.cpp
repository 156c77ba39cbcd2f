#include "tests/at_engine/test_module.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace espat::at {
namespace {

/// More steps than this without time passing means that the engine goes round in circles.
constexpr int most_steps_at_once = 1'000;

bool is_for_broker(const Effect& effect) {
  return std::visit(
      [](const auto& asked) {
        return requires { asked.attempt; };
      },
      effect);
}

}  // namespace

Inputs ScriptedLink::answer_open(const MqttOpen& open) {
  opens.push_back(open);
  switch (opening) {
    case Opening::succeeds:
      return {MqttTransportOpened{open.attempt}, MqttOpened{open.attempt}};
    case Opening::fails:
      return {MqttOpenFailed{open.attempt, MqttOpenFailed::Cause::tcp, "the connection was refused"}};
    case Opening::stays_silent:
      return {};
    case Opening::lacks_connack:
      return {MqttTransportOpened{open.attempt}};
    case Opening::refuses_client:
      break;
  }
  return {MqttTransportOpened{open.attempt}, MqttOpenFailed{open.attempt, MqttOpenFailed::Cause::refused, "not authorised (5)"}};
}

Inputs ScriptedLink::answer_packet(Attempt attempt, Operation operation, bool is_acknowledged) const {
  if (!writes_succeed) return {MqttWriteFailed{attempt, operation}, MqttClosed{attempt, "broken pipe"}};
  if (!confirms_writes) return {};
  if (is_acknowledged && acknowledges) return {MqttSent{attempt, operation}, MqttAcknowledged{attempt, operation}};
  return {MqttSent{attempt, operation}};
}

Inputs ScriptedLink::answer(const Effect& effect) {
  if (const auto* open = std::get_if<MqttOpen>(&effect)) return answer_open(*open);
  if (const auto* publish = std::get_if<MqttPublish>(&effect)) {
    publishes.push_back(*publish);
    return answer_packet(publish->attempt, publish->operation, publish->qos > 0);
  }
  if (const auto* subscribe = std::get_if<MqttSubscribe>(&effect)) {
    subscribes.push_back(*subscribe);
    return answer_packet(subscribe->attempt, subscribe->operation, true);
  }
  if (const auto* unsubscribe = std::get_if<MqttUnsubscribe>(&effect)) {
    unsubscribes.push_back(*unsubscribe);
    return answer_packet(unsubscribe->attempt, unsubscribe->operation, true);
  }
  if (const auto* retransmit = std::get_if<MqttRetransmit>(&effect)) retransmits.push_back(*retransmit);
  if (const auto* ping = std::get_if<MqttPing>(&effect)) {
    pings.push_back(*ping);
    if (answers_pings) return {MqttPong{ping->attempt}};
  }
  if (const auto* close = std::get_if<MqttClose>(&effect)) {
    closes.push_back(*close);
    if (close->graceful && closes_when_asked) return {MqttClosed{close->attempt, "as asked"}};
  }
  return {};
}

Setup TestModule::joined() {
  Setup setup;
  AccessPoint home;
  home.ssid = "home";
  home.password = "password";
  setup.air = {home};
  setup.station = StationStart::joins;
  return setup;
}

TestModule::TestModule(const Setup& setup, const Profile& profile) : engine_(profile, setup) {
  boot_text = settle(engine_.power_up(now_));
  writes_.clear();
}

std::string TestModule::send(std::string_view chunk) { return receive({UartReceived{std::string(chunk)}}); }

std::string TestModule::receive(const Inputs& inputs) { return settle(engine_.handle(now_, inputs)); }

std::string TestModule::advance(Duration duration) {
  const Time end = now_ + duration;
  std::string text;
  for (auto deadline = engine_.next_deadline(); deadline && *deadline <= end; deadline = engine_.next_deadline()) {
    now_ = std::max(now_, *deadline);
    text += settle(engine_.handle(now_, {}));
  }
  now_ = end;
  return text;
}

std::string TestModule::lose_link() { return receive({MqttClosed{attempt(), "closed by the broker"}}); }

std::string TestModule::deliver(std::string_view topic, std::string_view payload, int qos) {
  return receive({MqttReceived{attempt(), std::string(topic), std::string(payload), qos}});
}

std::string TestModule::acknowledge(bool refused) { return receive({MqttAcknowledged{attempt(), last_operation_, refused}}); }

std::string TestModule::take_log() { return std::exchange(log_, {}); }

std::vector<std::string> TestModule::take_writes() { return std::exchange(writes_, {}); }

Effects TestModule::take_other_effects() { return std::exchange(others_, {}); }

std::string TestModule::settle(Effects effects) {
  std::string text;
  for (int step = 0; step < most_steps_at_once; ++step) {
    for (const Effect& effect : effects) sort(effect, text);
    const auto deadline = engine_.next_deadline();
    if (!pending_.empty()) {
      const Input next = std::move(pending_.front());
      pending_.pop_front();
      effects = engine_.handle(now_, {next});
    } else if (deadline && *deadline <= now_) {
      effects = engine_.handle(now_, {});
    } else {
      return text;
    }
  }
  throw std::runtime_error("the engine wants to be called for ever at one instant");
}

void TestModule::sort(const Effect& effect, std::string& text) {
  if (const auto* write = std::get_if<WriteUart>(&effect)) {
    if (write->bytes.empty()) throw std::runtime_error("an empty write on the AT port");
    text += write->bytes;
    writes_.push_back(write->bytes);
  } else if (const auto* log = std::get_if<WriteLog>(&effect)) {
    log_ += log->bytes;
  } else if (!is_for_broker(effect)) {
    others_.push_back(effect);
  }
  std::visit(
      [this](const auto& asked) {
        if constexpr (requires { asked.operation; }) last_operation_ = asked.operation;
      },
      effect);
  for (Input& answer : link.answer(effect)) pending_.push_back(std::move(answer));
}

}  // namespace espat::at
