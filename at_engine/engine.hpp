#pragma once

#include <memory>
#include <optional>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "at_engine/module.hpp"
#include "at_engine/profile.hpp"
#include "at_engine/setup.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// The firmware as pure logic: what an instant brings goes in, what the firmware does comes out. No I/O, no clock, no threads.
///
/// All inputs of one instant are handled before the waiting command goes on, because the firmware's receive task and MQTT task have a
/// higher priority than its command task (mqtt.md, conventions).
class Engine {
 public:
  /// `profile` outlives the engine. `make_client` replaces the firmware's MQTT client library, for tests of the commands alone.
  Engine(const Profile& profile, const Setup& setup, Module::ClientFactory make_client = nullptr);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// The first start. Called once, before anything else.
  Effects power_up(Time now);
  /// `now` never decreases. Also called without inputs, when the next deadline has come.
  Effects handle(Time now, const Inputs& inputs);
  /// When handle() wants to be called although nothing has arrived.
  std::optional<Time> next_deadline() const;
  /// What is in flash now: Setup::storage of the module's next life.
  Storage storage() const { return module_->storage(); }
  /// In deep sleep, until the next deadline.
  bool is_asleep() const { return module_->is_asleep(); }
  /// What the host has exercised so far.
  const Coverage& coverage() const;
  /// What AT+MQTTCONN? would print.
  MqttState mqtt_state() const;
  /// For those who look on.
  const Module& module() const { return *module_; }

 private:
  std::unique_ptr<Module> module_;
  class FirmwareClient* client_ = nullptr;  ///< null when a test has replaced it
};

}  // namespace espat::at
