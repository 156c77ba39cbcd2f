#pragma once

#include <stdexcept>
#include <string>

namespace espat::emulator {

/// Why a request of the control API cannot be carried out: one sentence, and a word for programs.
class ControlError : public std::runtime_error {
 public:
  ControlError(std::string code, const std::string& sentence) : std::runtime_error(sentence), code_(std::move(code)) {}
  /// `bad_request`, `unknown_verb`, `failed`, `not_possible`.
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

}  // namespace espat::emulator
