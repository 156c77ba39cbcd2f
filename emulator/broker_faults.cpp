#include "emulator/broker_faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include "emulator/device.hpp"
#include "emulator/failure.hpp"
#include "emulator/link_disturbance.hpp"
#include "emulator/private_broker.hpp"

namespace espat::emulator {
namespace {

using scenarios::Removal;
using scenarios::Strikes;
using Packet = std::string;

// The first bytes of MQTT packets (MQTT 3.1.1, 3.2 and 3.9).
constexpr char connack_byte = '\x20';
constexpr char suback_byte = '\x90';
constexpr char failure_code = '\x80';

net::LinkFault on_every_connection(const char* name) {
  net::LinkFault fault;
  fault.name = name;
  fault.strikes = [] { return true; };
  return fault;
}

/// `change` makes of an acknowledgement that `is_meant` and struck what comes in its place.
template <typename IsMeant, typename Change>
net::LinkFault on_acknowledgements(const char* name, Strikes strikes, IsMeant is_meant, Change change) {
  net::LinkFault fault = on_every_connection(name);
  const auto shared = std::make_shared<Strikes>(std::move(strikes));
  fault.answers = [shared, is_meant, change](Packet packet) -> std::optional<Packet> {
    return is_meant(packet) && shared->next() ? change(std::move(packet)) : std::move(packet);
  };
  return fault;
}

}  // namespace

void BrokerFaults::start() { own("start").restart(); }
void BrokerFaults::stop() { own("stop").end(SIGTERM); }
void BrokerFaults::kill() { own("kill").end(SIGKILL); }
void BrokerFaults::pause() { own("pause").signal(SIGSTOP); }
void BrokerFaults::resume() { own("resume").signal(SIGCONT); }

void BrokerFaults::publish(const scenarios::Message& message) {
  own("publish").publish({message.topic, message.payload, message.qos, message.retain});
}

void BrokerFaults::disconnect() {
  add_([](Device& device) { device.link_faults().close(); });
}

Removal BrokerFaults::connack(int code, Strikes strikes) {
  const auto refuse = [code](const Packet&) -> std::optional<Packet> { return Packet{connack_byte, 2, 0, static_cast<char>(code)}; };
  return disturb_links(add_,
                       on_acknowledgements(
                           "connack", std::move(strikes), [](const Packet& packet) { return packet.front() == connack_byte; }, refuse));
}

Removal BrokerFaults::hold_acks() {
  net::LinkFault fault = on_every_connection("hold_acks");
  fault.holds_acknowledgements = true;
  return disturb_links(add_, std::move(fault));
}

Removal BrokerFaults::drop_acks(Strikes strikes) {
  const auto lose = [](const Packet&) -> std::optional<Packet> { return std::nullopt; };
  return disturb_links(add_,
                       on_acknowledgements(
                           "drop_acks", std::move(strikes), [](const Packet& packet) { return packet.front() != connack_byte; }, lose));
}

Removal BrokerFaults::refuse_subscriptions(Strikes strikes) {
  const auto refuse = [](Packet packet) -> std::optional<Packet> {
    constexpr std::ptrdiff_t head = 4;  // the type, the length, and the packet identifier
    if (packet.size() > head) std::fill(packet.begin() + head, packet.end(), failure_code);
    return packet;
  };
  return disturb_links(add_, on_acknowledgements(
                                 "suback", std::move(strikes), [](const Packet& packet) { return packet.front() == suback_byte; }, refuse));
}

PrivateBroker& BrokerFaults::own(std::string_view fault) const {
  if (broker_ != nullptr) return *broker_;
  throw Failure(ExitCode::bad_command_line,
                fmt::format("the fault `broker: {}` needs a broker of its own; write `broker: private`", fault));
}

}  // namespace espat::emulator
