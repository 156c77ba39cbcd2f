#include "at_engine/receiver.hpp"

#include <algorithm>

namespace espat::at {
namespace {

constexpr std::string_view terminator = "\r\n";
constexpr std::string_view restart_line = "AT+RST\r\n";
constexpr char nul = '\0';

/// How much of `chunk` ends the line that began with `line`: up to and including the first terminator or NUL; all of it when there is none.
std::size_t piece_size(std::string_view line, std::string_view chunk) {
  const bool terminator_is_split = !line.empty() && line.back() == '\r' && !chunk.empty() && chunk.front() == '\n';
  const std::size_t line_end = terminator_is_split ? 1 : chunk.find(terminator);
  const std::size_t nul_at = chunk.find(nul);
  if (line_end != std::string_view::npos && line_end < nul_at) return terminator_is_split ? 1 : line_end + terminator.size();
  return nul_at != std::string_view::npos ? nul_at + 1 : chunk.size();
}

}  // namespace

void Receiver::receive(std::string_view chunk) {
  // A line may change the state for the rest of its chunk (at-core.md 1.2).
  while (!chunk.empty()) {
    switch (state_) {
      case State::idle: {
        const std::size_t size = piece_size(line_, chunk);
        receive_idle(chunk.substr(0, size), size < chunk.size());
        chunk.remove_prefix(size);
        break;
      }
      case State::running:
        receive_busy(chunk);
        return;
      case State::collecting:
      case State::passthrough:
        // A copy, because the sink may end this state.
        return std::function(sink_)(chunk);
      case State::sending:
        return;
      case State::specific:
        receive_specific(chunk);
        return;
    }
  }
}

void Receiver::receive_idle(std::string_view piece, bool more_follows) {
  if (piece.back() == nul) {
    // at-core.md 1.6: everything so far is dropped; the NUL itself is echoed only at the end of a chunk.
    echo(more_follows ? piece.substr(0, piece.size() - 1) : piece);
    line_.clear();
    return;
  }
  echo(piece);
  line_ += piece;
  if (line_.size() < terminator.size() || std::string_view(line_).substr(line_.size() - terminator.size()) != terminator) {
    drop_overlong_line();
    return;
  }
  if (const auto next = actions_.intervene(std::string_view(line_).substr(0, line_.size() - terminator.size()))) {
    line_.clear();
    state_ = *next;
    return;
  }
  const ParsedLine parsed = parse_line(std::exchange(line_, {}), longest_line_);
  if (!parsed.command) {
    actions_.refuse(parsed.error);
  } else if (actions_.dispatch(*parsed.command)) {
    state_ = State::running;
  }
}

void Receiver::drop_overlong_line() {
  if (line_.size() < longest_line_) return;
  line_.assign(line_.back() == '\r' ? 1 : 0, '\r');  // at-core.md 1.4
}

void Receiver::receive_busy(std::string_view chunk) {
  if (chunk.find(restart_line) != std::string_view::npos) {
    actions_.force_restart();
  } else {
    actions_.busy();
  }
}

void Receiver::receive_specific(std::string_view chunk) {
  const std::size_t taken = std::min(chunk.size(), wanted_ - raw_.size());
  raw_ += chunk.substr(0, taken);
  surplus_ += chunk.substr(taken);
}

void Receiver::pass_on(State state, std::function<void(std::string_view)> sink) {
  sink_ = std::move(sink);
  state_ = state;
}

void Receiver::collect(std::size_t count) {
  wanted_ = count;
  raw_.clear();
  surplus_.clear();
  state_ = State::specific;
}

std::string Receiver::take_collected(State next) {
  state_ = next;
  std::string data = std::exchange(raw_, {});
  receive(std::exchange(surplus_, {}));
  return data;
}

void Receiver::echo(std::string_view bytes) {
  if (!echo_) return;
  if (bytes.empty()) actions_.empty_echo();
  out_.echo(std::string(bytes));
}

void Receiver::reset() {
  state_ = State::idle;
  echo_ = true;
  line_.clear();
  sink_ = nullptr;
  raw_.clear();
  surplus_.clear();
}

}  // namespace espat::at
