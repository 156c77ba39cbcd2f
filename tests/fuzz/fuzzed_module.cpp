#include "tests/fuzz/fuzzed_module.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace espat::at {
namespace {

/// An instant may need a few calls (a restart, a wait that is over), but never many.
constexpr int most_calls_at_once = 16;
constexpr std::size_t most_operations = 64;

}  // namespace

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "the engine broke a promise: %s\n", promise);
  std::abort();
}

FuzzedModule::FuzzedModule(const Profile& profile, const Setup& setup) : engine_(profile, setup) {
  watch(engine_.power_up(now_));
  settle();
}

void FuzzedModule::handle(const Inputs& inputs) {
  watch(engine_.handle(now_, inputs));
  settle();
}

void FuzzedModule::advance(Duration duration) {
  const Time end = now_ + duration;
  for (auto deadline = engine_.next_deadline(); deadline && *deadline <= end; deadline = engine_.next_deadline()) {
    now_ = *deadline;
    handle({});
  }
  now_ = end;
}

bool FuzzedModule::owes_answer() const {
  const Module& module = engine_.module();
  const Receiver::State state = module.receiver.state();
  return !module.is_asleep() && !module.out.filter.is_on && (state == Receiver::State::idle || state == Receiver::State::running);
}

void FuzzedModule::settle() {
  for (int count = 0; count < most_calls_at_once; ++count) {
    const auto deadline = engine_.next_deadline();
    if (!deadline || *deadline > now_) return;
    require(*deadline == now_, "the next deadline is never in the past");
    watch(engine_.handle(now_, {}));
  }
  require(false, "a call at the deadline makes progress");
}

void FuzzedModule::watch(const Effects& effects) {
  for (const Effect& effect : effects) watch(effect);
}

void FuzzedModule::watch(const Effect& effect) {
  if (const auto* write = std::get_if<WriteUart>(&effect)) {
    require(!write->bytes.empty(), "a write on the AT port has bytes");
    written_ += write->bytes;
    return;
  }
  asked_.push_back(effect);
  if (const auto* open = std::get_if<MqttOpen>(&effect)) {
    require(open->attempt > attempt_, "attempts count up");
    require(open->endpoint.port != 0 && !open->endpoint.host.empty(), "a connection goes somewhere");
    attempt_ = open->attempt;
    is_open_ = true;
    operations_.clear();
  } else if (const auto* publish = std::get_if<MqttPublish>(&effect)) {
    watch_packet(publish->attempt, publish->operation);
  } else if (const auto* subscribe = std::get_if<MqttSubscribe>(&effect)) {
    watch_packet(subscribe->attempt, subscribe->operation);
  } else if (const auto* unsubscribe = std::get_if<MqttUnsubscribe>(&effect)) {
    watch_packet(unsubscribe->attempt, unsubscribe->operation);
  } else if (const auto* retransmit = std::get_if<MqttRetransmit>(&effect)) {
    require(is_open_ && retransmit->attempt == attempt_, "what is sent again goes to the open connection");
    require(retransmit->operation != 0 && retransmit->operation <= last_operation_, "what is sent again was sent before");
  } else if (const auto* ping = std::get_if<MqttPing>(&effect)) {
    require(is_open_ && ping->attempt == attempt_, "a ping goes to the open connection");
  } else if (const auto* close = std::get_if<MqttClose>(&effect)) {
    require(close->attempt != 0 && close->attempt == attempt_, "what is closed is the last connection");
    if (!close->graceful) is_open_ = false;
  }
}

void FuzzedModule::watch_packet(Attempt attempt, Operation operation) {
  require(is_open_ && attempt == attempt_, "a packet goes to the open connection");
  require(operation != 0, "a packet has a number");
  last_operation_ = std::max(last_operation_, operation);
  operations_.push_back(operation);
  if (operations_.size() > most_operations) operations_.erase(operations_.begin());
}

}  // namespace espat::at

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espat::at::fuzz({data, size});
  return 0;
}
