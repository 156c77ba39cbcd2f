#include "scenarios/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/language.hpp"

namespace espat::scenarios {
namespace {

constexpr std::size_t lines_in_report = 20;

/// Adds a byte to its line; the line without its end when it is complete.
std::optional<std::string> completed(std::string& line, char byte) {
  if (byte != '\n') {
    line += byte;
    return std::nullopt;
  }
  if (line.ends_with('\r')) line.pop_back();
  return std::exchange(line, {});
}

}  // namespace

Run::Run(const Scenario& scenario, World& world, std::uint64_t seed, HostPart host)
    : scenario_(scenario),
      world_(world),
      seed_(seed),
      host_part_(host),
      host_done_(host == HostPart::anybody),
      faults_(world, seed, agenda_),
      steps_(scenario.steps, [this](Time now, const Action& action) { act(now, action); }) {
  faults_.when_changed([this](const std::string& name, bool begun) {
    history_.note(now_, name, begun);
    if (fault_changed_) fault_changed_(name, begun);
  });
  if (host == HostPart::script) host_.emplace(*scenario.host, [this](std::string_view bytes) { world_.host_send(bytes); });
}

void Run::begin(Time now) {
  now_ = now;
  end_ = now + scenario_.timeout;
  plan_standing_faults(now);
  plan_reactions(now);
  steps_.begin(now);
  if (host_) host_->begin(now);
  advance(now);
}

void Run::watch(const Event& event, Time begun, std::function<void(Time now)> happened) {
  if (const auto* at = std::get_if<TimeIs>(&event)) {
    agenda_.at(begun + at->time, [happened = std::move(happened), time = begun + at->time] { happened(time); });
  } else {
    watches_.push_back({EventMatcher(event), std::move(happened)});
  }
}

void Run::plan_standing_faults(Time now) {
  for (const StandingFault& standing : scenario_.faults) {
    auto begin_later = [this, &standing](Time time) {
      if (standing.after == Time{0}) return faults_.begin(time, standing.fault);
      agenda_.at(time + standing.after, [this, &standing, begin = time + standing.after] { faults_.begin(begin, standing.fault); });
    };
    if (standing.when) {
      watch(*standing.when, now, begin_later);
    } else {
      begin_later(now);
    }
  }
}

void Run::plan_reactions(Time now) {
  for (const Reaction& reaction : scenario_.reactions) {
    Strikes& strikes =
        reaction_strikes_.emplace_back(reaction.strikes, Random(seed_, "on/" + std::to_string(reaction_strikes_.size() + 1)));
    watch(reaction.event, now, [this, &reaction, &strikes](Time time) {
      if (!strikes.next()) return;
      for (const TimedAction& timed : reaction.actions) {
        if (timed.delay == Time{0}) {
          act(time, timed.action);
        } else {
          agenda_.at(time + timed.delay, [this, &timed, due = time + timed.delay] { act(due, timed.action); });
        }
      }
    });
  }
}

void Run::act(Time now, const Action& action) {
  now_ = now;
  if (const auto* fault = std::get_if<Fault>(&action)) {
    faults_.begin(now, *fault);
  } else {
    faults_.remove(std::get<RemoveFault>(action).name);
  }
}

void Run::sent(Time now, Direction direction, std::string_view bytes) {
  advance(now);
  history_.add(now, direction, bytes);
  const bool from_host = direction == Direction::to_device;
  for (const char byte : bytes) {
    const std::optional<std::string> line = completed(from_host ? host_line_ : device_line_, byte);
    const std::int64_t total = ++(from_host ? host_bytes_ : device_bytes_);
    observe(now, ByteSent{direction, byte, total, line ? std::optional<std::string_view>(*line) : std::nullopt});
  }
  advance(now);
}

void Run::mqtt_state(Time now, at::MqttState state) {
  advance(now);
  if (std::exchange(mqtt_state_, state) == state) return;
  observe(now, MqttStateReached{state});
  advance(now);
}

void Run::observe(Time now, const Observation& observation) {
  if (outcome_) return;
  for (Watch& watch : watches_) {
    if (watch.matcher.sees(observation)) watch.happened(now);
  }
  steps_.see(now, observation);
}

void Run::host_received(Time now, std::string_view bytes) {
  advance(now);
  if (host_ && !outcome_) host_->receive(now, bytes);
  advance(now);
}

void Run::host_ended(Time now) {
  host_done_ = true;
  steps_.host_ended(now);
  advance(now);
}

std::optional<Time> Run::next_deadline() const {
  if (outcome_) return std::nullopt;
  Time earliest = end_;
  for (const std::optional<Time>& deadline : {agenda_.next(), steps_.deadline(), host_ ? host_->deadline() : std::nullopt}) {
    if (deadline) earliest = std::min(earliest, *deadline);
  }
  return earliest;
}

void Run::advance(Time now) {
  judge();
  // One deadline after the other, each at its own time, so that what follows from it is not late because the caller was.
  for (std::optional<Time> due = next_deadline(); due && *due <= now; due = next_deadline()) {
    now_ = *due;
    if (agenda_.next() == due) {
      agenda_.do_next();
    } else if (steps_.deadline() == due) {
      steps_.expire(*due);
    } else if (host_ && host_->deadline() == due) {
      host_->expire(*due);
    } else {
      outcome_ = {Outcome::Result::timed_out,
                  fmt::format("{}: timed out after {}\n{}", scenario_.file, to_string(scenario_.timeout), situation())};
    }
    judge();
  }
  now_ = now;
}

void Run::judge() {
  if (outcome_) return;
  if (steps_.failure()) return fail(*steps_.failure());
  if (host_ && host_->failure()) return fail(*host_->failure());
  const bool goes_on_for_ever = host_part_ == HostPart::anybody && scenario_.steps.empty();
  if (steps_.is_done() && (host_ ? host_->is_done() : host_done_) && !goes_on_for_ever) outcome_.emplace();
}

void Run::fail(const Failure& failure) { outcome_ = {Outcome::Result::failed, to_string(failure) + situation()}; }

std::string Run::situation() const {
  std::string text = fmt::format("the last lines of the UART:\n{}", history_.latest(lines_in_report));
  text += fmt::format("MQTT state: {}\n", mqtt_state_names()[static_cast<std::size_t>(mqtt_state_)]);
  const std::vector<std::string> standing = faults_.names();
  if (!standing.empty()) text += fmt::format("faults that stand: {}\n", fmt::join(standing, ", "));
  if (!steps_.is_done()) {
    text += fmt::format("waits in step {} of {} ({})\n", steps_.number(), scenario_.steps.size(), to_string(steps_.step().where));
  }
  if (host_ && !host_->is_done()) {
    text += fmt::format("the host waits in step {} of {} ({})\n", host_->number(), scenario_.host->size(), to_string(host_->step().where));
  }
  if (host_part_ == HostPart::command && !host_done_) text += "the command has not ended\n";
  text += fmt::format("again: espat run {} --seed {}\n", scenario_.file, seed_);
  return text;
}

}  // namespace espat::scenarios
