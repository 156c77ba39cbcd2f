#pragma once

#include <stdexcept>
#include <string>

namespace espat::emulator {

enum class ExitCode {
  ended_as_asked = 0,
  expectation_failed = 1,
  bad_command_line = 2,
  environment_failed = 3,
  timed_out = 42,
  skipped = 77,
};

/// Why the program ends: one sentence with the cause and the user's next step.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode exit_code, const std::string& sentence) : std::runtime_error(sentence), exit_code_(exit_code) {}
  ExitCode exit_code() const { return exit_code_; }

 private:
  ExitCode exit_code_;
};

/// SIGINT or SIGTERM came before what was asked for was done.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal) : std::runtime_error("interrupted"), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

}  // namespace espat::emulator
