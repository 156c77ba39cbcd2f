#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/line_parser.hpp"
#include "at_engine/result.hpp"

namespace espat::at {

/// A command being carried out: what was typed, and the module it acts on.
struct Call {
  Module& module;
  std::string_view name;  ///< "+MQTTPUB"
  const std::vector<std::string>& parameters;
};

using Handler = Outcome (*)(const Call&);

/// One row of the command table. A form without a handler answers plain ERROR.
struct Command {
  std::string_view name;
  Handler query = nullptr;
  Handler set = nullptr;
  Handler execute = nullptr;
  bool has_secrets = false;  ///< its parameters are not repeated on the program log
};

/// A command that the receiver has accepted.
struct QueuedCommand {
  CommandLine line;
  Handler handler = nullptr;
};

/// The command task: runs one command at a time, and resumes it when something has happened.
class CommandTask {
 public:
  void queue(QueuedCommand command) { queue_.push_back(std::move(command)); }
  /// Resumes the waiting command and starts queued ones until all wait or are done.
  void run(Module& module);
  /// When the waiting command wants to be resumed at the latest.
  std::optional<Time> next_deadline() const;
  /// The command being carried out and what it waits for, for the program log; empty when there is none.
  std::string_view current_name() const { return current_ ? std::string_view(current_->line.name) : std::string_view(); }
  void reset();

 private:
  void start_next(Module& module);
  void settle(Module& module, Outcome outcome);

  std::deque<QueuedCommand> queue_;
  std::optional<QueuedCommand> current_;
  std::optional<Outcome> waiting_;
};

}  // namespace espat::at
