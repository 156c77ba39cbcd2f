#include "at_engine/command.hpp"

#include <utility>

#include "at_engine/module.hpp"

namespace espat::at {

void CommandTask::run(Module& module) {
  if (waiting_) settle(module, waiting_->resume(module));
  while (!current_ && !queue_.empty()) start_next(module);
}

void CommandTask::start_next(Module& module) {
  current_ = std::move(queue_.front());
  queue_.pop_front();
  settle(module, current_->handler({module, current_->line.name, current_->line.parameters}));
}

void CommandTask::settle(Module& module, Outcome outcome) {
  while (!outcome.is_final()) {
    if (outcome.is_unchanged()) return;
    // A wait that is over already goes on at once.
    waiting_ = std::move(outcome);
    outcome = waiting_->resume(module);
  }
  waiting_.reset();
  if (outcome.result() == Result::restarting) return;  // until the restart the input stays busy
  const std::string name = "AT" + std::exchange(current_, std::nullopt)->line.name;
  if (queue_.empty()) module.receiver.set_state(Receiver::State::idle);
  module.print(outcome.result(), name);
}

std::optional<Time> CommandTask::next_deadline() const { return waiting_ ? waiting_->deadline() : std::nullopt; }

void CommandTask::reset() {
  queue_.clear();
  current_.reset();
  waiting_.reset();
}

}  // namespace espat::at
