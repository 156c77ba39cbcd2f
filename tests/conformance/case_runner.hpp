#pragma once

#include <optional>

#include "at_engine/engine.hpp"
#include "tests/conformance/broker_model.hpp"
#include "tests/conformance/network_model.hpp"
#include "tests/conformance/recorded_case.hpp"
#include "tests/conformance/recording.hpp"
#include "tests/conformance/scripted_client.hpp"

namespace espat::conformance {

/// Runs one case against the engine in virtual time.
class CaseRunner {
 public:
  /// Throws std::exception when the case asks for something that is not known here.
  CaseRunner(const RecordedCase& recorded_case, const at::Profile& profile);

  /// Called once. Throws std::exception as the constructor, and when the engine does not come to rest.
  Recording run();

  // The steps.
  void operator()(const SendUart& step);
  void operator()(const Advance& step);
  void operator()(const Settle& step);
  void operator()(const RaiseClientEvent& step);
  void operator()(const BrokerPublishes& step);
  void operator()(const BrokerCloses& step);
  void operator()(const ChangeSettings& step);
  void operator()(const PowerCycle& step);
  void operator()(const ChangeAir& step);
  void operator()(const PeerActs& step);
  void operator()(const StationChanges& step);
  void operator()(const TellTime& step);
  void operator()(const ForeignStep& step);

 private:
  at::Setup setup();
  at::Setup device_setup() const;
  at::AirTimes air_times() const;
  /// The settings that stand for the air around the module take effect.
  void set_air();
  at::Module::ClientFactory client_factory();
  void start(const at::Setup& setup);
  void change_settings(const CaseSettings::Values& changes);
  at::Setup network_setup() const;
  void take_wifi_mode();
  void run_steps(const std::vector<Step>& steps);
  void hand_over(const at::Inputs& inputs);
  void take(const at::Effects& effects);
  void finish_instant();
  std::optional<at::Time> next_event() const;
  at::Inputs take_due();
  void pass_time_until(at::Time end);

  const RecordedCase& case_;
  at::Profile profile_;
  Recording recording_;
  CaseSettings device_ = CaseSettings::of_device();
  ScriptedClient* client_ = nullptr;     ///< of a case without broker
  std::optional<BrokerModel> broker_;    ///< of a case with one
  std::optional<NetworkModel> network_;  ///< of a TCP/IP case
  at::Module* module_ = nullptr;         ///< of a TCP/IP case
  std::optional<at::Engine> engine_;
  struct TimeAnswer {
    at::Time due;
    at::TimeReceived answer;
  };
  std::optional<TimeAnswer> time_answer_;  ///< of the time server of a device case
  at::Time now_{0};
  at::Time started_{0};  ///< when the first of the recorded steps began
};

}  // namespace espat::conformance
