#pragma once

#include <optional>
#include <string>

#include "emulator/history_cursor.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/step_track.hpp"

namespace espat::emulator {

/// A step that the control API waits in: an expectation, which goes through what has happened since the cursor and then through what
/// happens, or a pause, which lets the cursor be.
class ControlStep {
 public:
  using Time = scenarios::Time;

  /// `scenario` has one step. The cursor outlives the step.
  ControlStep(scenarios::Scenario scenario, HistoryCursor& cursor, Time now);
  ControlStep(const ControlStep&) = delete;
  ControlStep& operator=(const ControlStep&) = delete;

  /// Goes on; the cursor stops behind what met the expectation.
  void advance(Time now);

  bool is_done() const { return track_.is_done(); }
  const std::optional<scenarios::Failure>& failure() const { return track_.failure(); }
  /// When `advance` wants to be called although nothing has happened; none when it is done or has failed.
  std::optional<Time> deadline() const { return track_.deadline(); }
  /// What the side that it looks at has sent from the cursor on, the latest 16 KiB.
  const std::string& received() const { return received_; }

 private:
  void look_on();

  const scenarios::Scenario scenario_;
  HistoryCursor& cursor_;
  scenarios::StepTrack track_;
  const scenarios::Expectation* expectation_;  ///< null: a pause
  std::string received_;
};

}  // namespace espat::emulator
