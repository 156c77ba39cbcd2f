#pragma once

#include <optional>

#include "at_engine/engine.hpp"
#include "tests/conformance/broker_model.hpp"
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
  void operator()(const ForeignStep& step);

 private:
  at::Setup setup();
  void run_steps(const std::vector<Step>& steps);
  void hand_over(const at::Inputs& inputs);
  void finish_instant();
  std::optional<at::Time> next_event() const;
  void pass_time_until(at::Time end);

  const RecordedCase& case_;
  Recording recording_;
  ScriptedClient* client_ = nullptr;   ///< of an engine case
  std::optional<BrokerModel> broker_;  ///< of a wire case
  at::Engine engine_;
  at::Time now_{0};
  at::Time started_{0};  ///< when the first of the recorded steps began
};

}  // namespace espat::conformance
