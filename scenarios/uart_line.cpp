#include "scenarios/uart_line.hpp"

#include <algorithm>
#include <utility>

namespace espat::scenarios {
namespace {

/// Bytes that were one write before a bytewise fault looked at them stay one where nothing separates them.
void append(Pieces& pieces, Piece piece) {
  if (!pieces.empty() && pieces.back().time == piece.time) {
    pieces.back().bytes += piece.bytes;
  } else {
    pieces.push_back(std::move(piece));
  }
}

Pieces pass_bytes(UartFault& fault, std::int64_t& run, const Piece& piece) {
  Pieces passed;
  for (const char byte : piece.bytes) {
    const Piece single{piece.time, {byte}};
    if (run == 0 && fault.strikes.next()) run = fault.length;
    if (run == 0) {
      append(passed, single);
      continue;
    }
    --run;
    Pieces struck;
    fault.strike(single, fault.strikes.random(), struck);
    for (Piece& part : struck) append(passed, std::move(part));
  }
  return passed;
}

Pieces pass_write(UartFault& fault, Piece piece) {
  Pieces passed;
  if (fault.strikes.next()) {
    fault.strike(piece, fault.strikes.random(), passed);
  } else {
    passed.push_back(std::move(piece));
  }
  return passed;
}

}  // namespace

Removal UartLine::add(UartFault fault) {
  const auto stage = stages_.insert(stages_.end(), Stage{std::move(fault), {}, now_, 0});
  return [this, stage] { remove(stage); };
}

void UartLine::push(Time now, std::string_view bytes) {
  advance(now);
  enter(stages_.begin(), {now, std::string(bytes)});
  advance(now);
}

std::vector<std::string> UartLine::take(Time now) {
  advance(now);
  std::vector<std::string> writes;
  for (Piece& piece : std::exchange(arrived_, {})) writes.push_back(std::move(piece.bytes));
  return writes;
}

std::optional<Time> UartLine::next_deadline() const {
  if (!arrived_.empty()) return now_;
  std::optional<Time> earliest;
  for (const Stage& stage : stages_) {
    if (!stage.held.empty() && (!earliest || stage.held.front().time < *earliest)) earliest = stage.held.front().time;
  }
  return earliest;
}

void UartLine::enter(Stages::iterator stage, Piece piece) {
  if (piece.bytes.empty()) return;
  if (stage == stages_.end()) {
    arrived_.push_back(std::move(piece));
    return;
  }
  UartFault& fault = stage->fault;
  for (Piece& passed : fault.unit == UartFault::Unit::byte ? pass_bytes(fault, stage->run, piece) : pass_write(fault, std::move(piece))) {
    if (passed.bytes.empty()) continue;
    stage->last = passed.time = std::max(passed.time, stage->last);
    stage->held.push_back(std::move(passed));
  }
}

void UartLine::advance(Time now) {
  now_ = std::max(now_, now);
  for (auto stage = stages_.begin(); stage != stages_.end(); ++stage) {
    while (!stage->held.empty() && stage->held.front().time <= now_) {
      Piece piece = std::move(stage->held.front());
      stage->held.pop_front();
      enter(std::next(stage), std::move(piece));
    }
  }
}

void UartLine::remove(Stages::iterator stage) {
  for (Piece& piece : stage->held) enter(std::next(stage), {now_, std::move(piece.bytes)});
  stages_.erase(stage);
}

}  // namespace espat::scenarios
