#pragma once

#include <string_view>
#include <utility>

#include "emulator/device_fault.hpp"
#include "scenarios/world.hpp"

namespace espat::emulator {

class PrivateBroker;

/// The faults of the broker of one device. What it answers can be changed of every broker, the rest needs one of its own.
class BrokerFaults : public scenarios::BrokerPlace {
 public:
  /// `broker` outlives this; null: there is none of its own.
  BrokerFaults(AddDeviceFault add, PrivateBroker* broker) : add_(std::move(add)), broker_(broker) {}

  void start() override;
  void stop() override;
  void kill() override;
  void pause() override;
  void resume() override;
  void publish(const scenarios::Message& message) override;
  void disconnect() override;
  scenarios::Removal connack(int code, scenarios::Strikes strikes) override;
  scenarios::Removal hold_acks() override;
  scenarios::Removal drop_acks(scenarios::Strikes strikes) override;
  scenarios::Removal refuse_subscriptions(scenarios::Strikes strikes) override;

 private:
  PrivateBroker& own(std::string_view fault) const;

  AddDeviceFault add_;
  PrivateBroker* broker_;
};

}  // namespace espat::emulator
