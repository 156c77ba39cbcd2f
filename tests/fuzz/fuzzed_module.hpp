#pragma once

#include <string>
#include <utility>
#include <vector>

#include "at_engine/engine.hpp"
#include "tests/fuzz/tape.hpp"

namespace espat::at {

/// One run of a fuzzer, which each of them defines.
void fuzz(Tape tape);

/// Ends the run, which the fuzzer reports, when a promise does not hold.
void require(bool holds, const char* promise);

/// An engine that is driven by a stranger, with a watch over what it promises:
/// it never writes nothing on the AT port, it asks only of the connection that it has opened, names each packet once, and after handle()
/// it does not want to be called for ever at one instant.
class FuzzedModule {
 public:
  FuzzedModule(const Profile& profile, const Setup& setup);

  void handle(const Inputs& inputs);
  /// Lets time pass, with everything that becomes due meanwhile.
  void advance(Duration duration);

  /// Everything written on the AT port since the last call.
  std::string take_written() { return std::exchange(written_, {}); }

  /// Everything asked of the network since the last call.
  Effects take_asked() { return std::exchange(asked_, {}); }
  /// Whether a line that comes now is answered: not while the module sleeps, filters its messages, or takes data.
  bool owes_answer() const;

  Attempt attempt() const { return attempt_; }
  /// The packets that can still be answered, the oldest first.
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  void watch(const Effects& effects);
  void watch(const Effect& effect);
  void watch_packet(Attempt attempt, Operation operation);
  void settle();

  Engine engine_;
  Time now_{0};
  Attempt attempt_ = 0;   ///< the last that was opened
  bool is_open_ = false;  ///< it has not been closed by the engine
  std::string written_;
  Effects asked_;
  Operation last_operation_ = 0;
  std::vector<Operation> operations_;
};

}  // namespace espat::at
