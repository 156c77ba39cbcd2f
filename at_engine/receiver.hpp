#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "at_engine/line_parser.hpp"
#include "at_engine/output.hpp"

namespace espat::at {

/// The receive task: takes chunks from the UART, echoes, assembles lines, answers busy, and collects raw data for commands that ask for it
/// (at-core.md 1 and 2).
class Receiver {
 public:
  /// What the receiver does with a chunk (at-core.md 1.1).
  enum class State {
    idle,         ///< line assembly, echo, parsing
    running,      ///< a command runs: busy
    collecting,   ///< AT+CIPSEND takes data
    sending,      ///< AT+CIPSEND sends it: what comes is lost without a word
    passthrough,  ///< everything is data
    specific,     ///< a command reads an exact number of raw bytes
  };

  /// What the receiver asks of the rest of the module.
  struct Actions {
    std::function<std::optional<State>(std::string_view line)> intervene;  ///< ends a line without its command; none: it goes on
    std::function<bool(const CommandLine&)> dispatch;  ///< queues a command; false when there is none of that name and form
    std::function<void(LineError)> refuse;             ///< answers a line that is no command
    std::function<void()> busy;                        ///< answers a chunk that came while a command runs
    std::function<void()> force_restart;               ///< AT+RST came while a command runs
    std::function<void()> empty_echo;                  ///< the firmware echoed nothing, and says so on its log
  };

  /// `longest_line` counts its "\r\n" (at-core.md 1.4).
  Receiver(Output& out, std::size_t longest_line, Actions actions) : out_(out), longest_line_(longest_line), actions_(std::move(actions)) {}

  /// One chunk arrives.
  void receive(std::string_view chunk);
  /// One chunk arrives while the firmware has no time for commands.
  void receive_busy(std::string_view chunk);

  void set_echo(bool on) { echo_ = on; }
  State state() const { return state_; }
  void set_state(State state) { state_ = state; }

  /// From now on each chunk goes to `sink` as it is, until the state changes. `state` is collecting or passthrough.
  void pass_on(State state, std::function<void(std::string_view)> sink);

  /// Reads the next `count` bytes (1 or more) raw, without echo.
  void collect(std::size_t count);
  bool has_collected() const { return state_ == State::specific && raw_.size() == wanted_; }
  const std::string& collected() const { return raw_; }
  /// The raw bytes; what came in the same chunk after them is then received in `next` state.
  std::string take_collected(State next);

  /// As after power-up; what was buffered is lost.
  void reset();

 private:
  void receive_idle(std::string_view piece, bool more_follows);
  void receive_specific(std::string_view chunk);
  void echo(std::string_view bytes);
  void drop_overlong_line();

  Output& out_;
  const std::size_t longest_line_;
  Actions actions_;
  State state_ = State::idle;
  bool echo_ = true;
  std::string line_;  ///< what has arrived of the present line
  std::function<void(std::string_view)> sink_;
  std::string raw_;
  std::size_t wanted_ = 0;
  std::string surplus_;  ///< of the chunk that completed the raw data
};

}  // namespace espat::at
