#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "at_engine/effects.hpp"
#include "at_engine/message_filter.hpp"

namespace espat::at {

/// Collects what the module does, in order, until the engine hands it over.
class Output {
 public:
  /// One write of the firmware on the AT UART; the filter of system messages has its say.
  void uart(std::string bytes) { echo(filter.apply(std::move(bytes))); }
  /// One write that is no system message.
  void echo(std::string bytes) {
    if (!bytes.empty()) effects_.emplace_back(WriteUart{std::move(bytes)});
  }
  /// One write on the log UART.
  void log(std::string bytes) { effects_.emplace_back(WriteLog{std::move(bytes)}); }
  void note(Note::Level level, std::string text) { effects_.emplace_back(Note{level, std::move(text)}); }
  void emit(Effect effect) { effects_.push_back(std::move(effect)); }

  /// Remembers why the running command is about to answer ERROR, in words for the program log.
  void because(std::string_view reason) {
    if (!reasons_.empty()) reasons_ += "; ";
    reasons_ += reason;
  }
  std::string take_reasons() { return std::exchange(reasons_, {}); }

  MessageFilter filter;

  Effects take() { return std::exchange(effects_, {}); }

 private:
  Effects effects_;
  std::string reasons_;
};

}  // namespace espat::at
