#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "at_engine/time.hpp"

namespace espat::at {

class Module;

/// How a command ends, and what is printed then (at-core.md 3).
enum class Result {
  ok,            ///< "\r\nOK\r\n"
  error,         ///< "\r\nERROR\r\n"
  process_done,  ///< nothing; the handler has printed its own end
  restarting,    ///< nothing; the chip restarts, so that the command never ends
};

/// What a command handler returns: its result, or what it waits for and how it goes on. `resume` is asked after everything that an instant
/// brought has been handled; it returns the same kind of answer.
class Outcome {
 public:
  using Resume = std::function<Outcome(Module&)>;

  Outcome(Result result) : result_(result) {}  // NOLINT(google-explicit-constructor): a handler returns a result or a wait

  /// Waits, until `deadline` at most if there is one; `resume` looks at the time itself to tell whether it has passed.
  static Outcome wait(std::string_view waits_for, Resume resume, std::optional<Time> deadline = std::nullopt) {
    Outcome outcome;
    outcome.waits_for_ = waits_for;
    outcome.resume_ = std::move(resume);
    outcome.deadline_ = deadline;
    return outcome;
  }
  /// Returned by `resume`: what was waited for has not happened yet.
  static Outcome still_waiting() { return {}; }

  bool is_final() const { return result_.has_value(); }
  bool is_unchanged() const { return !result_ && !resume_; }
  Result result() const { return *result_; }
  Outcome resume(Module& module) const { return resume_(module); }
  std::string_view waits_for() const { return waits_for_; }
  std::optional<Time> deadline() const { return deadline_; }

 private:
  Outcome() = default;

  std::optional<Result> result_;
  std::string_view waits_for_;
  Resume resume_;
  std::optional<Time> deadline_;
};

}  // namespace espat::at
