#include "emulator/control_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "emulator/byte_text.hpp"
#include "emulator/control_error.hpp"
#include "emulator/control_event.hpp"
#include "emulator/control_verbs.hpp"
#include "emulator/device.hpp"
#include "scenarios/suggestion.hpp"

namespace espat::emulator {
namespace {

using nlohmann::json;

/// The longest request, and what may wait for a client that does not read.
constexpr std::size_t size_limit = 16'777'216;

std::string unknown_verb(const std::string& verb) {
  std::vector<std::string> names{"subscribe"};
  for (const ControlVerb& known : control_verbs()) names.emplace_back(known.name);
  return fmt::format("there is no verb {}{}", verb, scenarios::did_you_mean(verb, names));
}

json failed(const std::string& code, const std::string& sentence) { return {{"ok", false}, {"code", code}, {"error", text_of(sentence)}}; }

/// An expectation's failure: the sentence, and both texts one above the other.
json failed(const scenarios::Failure& failure) {
  constexpr std::string_view step = "step 1 of 1 failed: ";
  const std::size_t begin = failure.sentence.starts_with(step) ? step.size() : 0;
  json answer = failed("failed", failure.sentence.substr(begin));
  if (failure.received) answer["difference"] = text_of(scenarios::difference(failure.expected, *failure.received));
  return answer;
}

}  // namespace

ControlConnection::ControlConnection(boost::asio::io_context& io, uart::FileHandle file, ControlScene& scene)
    : io_(io),
      scene_(scene),
      client_(std::make_shared<uart::Descriptor>(io, std::move(file))),
      cursor_(scene.history),
      deadline_(io, [this] { go_on(); }) {}

ControlConnection::~ControlConnection() { client_->close(); }

void ControlConnection::start(std::function<void()> ended) {
  ended_ = std::move(ended);
  uart::Descriptor::Handlers handlers;
  handlers.received = [this](std::string_view bytes) { received(bytes); };
  handlers.ended = [this] { ended_(); };
  client_->start(std::move(handlers));
}

void ControlConnection::received(std::string_view bytes) {
  received_ += bytes;
  if (hung_up_) return;
  if (received_.size() > size_limit) return hang_up();
  go_on_later();
}

void ControlConnection::happened(const Happening& happening) {
  if (!subscribed_.empty()) {
    const json event = event_of(happening);
    if (subscribed_.contains(event["event"].get<std::string>())) send(event);
  }
  if (step_) go_on_later();
}

// A request acts on the device, which may be at work when this is called.
void ControlConnection::go_on_later() {
  if (std::exchange(posted_, true)) return;
  boost::asio::post(io_, [self = weak_from_this()] {
    const auto connection = self.lock();
    if (!connection) return;
    connection->posted_ = false;
    connection->go_on();
  });
}

void ControlConnection::go_on() {
  if (step_) finish_step();
  std::size_t end = 0;
  while (!hung_up_ && !step_ && (end = received_.find('\n')) != std::string::npos) {
    const std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    carry_out(line);
  }
}

void ControlConnection::carry_out(const std::string& line) {
  json request = json::parse(line, nullptr, false);
  if (!request.is_object()) return hang_up();
  id_ = nullptr;
  if (const auto id = request.find("id"); id != request.end()) {
    id_ = *id;
    request.erase(id);
  }
  try {
    json fields = answer(std::move(request));
    if (step_) return finish_step();
    fields["ok"] = true;
    send(fields);
  } catch (const ControlError& error) {
    send(failed(error.code(), error.what()));
  } catch (const json::exception&) {
    send(failed("bad_request", "a value of this request is not of its kind; docs/control.md has an example of each verb"));
  } catch (const std::exception& error) {
    send(failed("not_possible", error.what()));
  }
}

json ControlConnection::answer(json request) {
  const auto found = request.find("verb");
  if (found == request.end() || !found->is_string()) throw ControlError("bad_request", "`verb` is missing: what is to be done");
  const std::string name = found->get<std::string>();
  request.erase(found);
  if (name == "subscribe") return subscribe(std::move(request));
  const auto verbs = control_verbs();
  const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const ControlVerb& known) { return known.name == name; });
  if (verb == verbs.end()) throw ControlError("unknown_verb", unknown_verb(name));
  if (name == "expect") place_cursor(request);
  ControlResult result = verb->carry_out(scene_, std::move(request));
  if (auto* fields = std::get_if<json>(&result)) return std::move(*fields);
  begin(std::get<scenarios::Scenario>(std::move(result)));
  return nullptr;
}

json ControlConnection::subscribe(json request) {
  std::set<std::string> wished;
  for (const std::string& event : request.value("events", event_names())) {
    const std::vector<std::string>& known = event_names();
    if (std::find(known.begin(), known.end(), event) == known.end()) {
      throw ControlError("bad_request", fmt::format("there is no event {}{}", event, scenarios::did_you_mean(event, known)));
    }
    wished.insert(event);
  }
  subscribed_ = std::move(wished);
  return {{"events", subscribed_}};
}

/// `from` says where the expectation begins to look: where this connection's latest one ended, now, or at power-up.
void ControlConnection::place_cursor(json& request) {
  const std::string from = request.value("from", "last");
  request.erase("from");
  if (from == "now") {
    cursor_.skip_all();
  } else if (from == "start") {
    cursor_.go_to_beginning();
  } else if (from != "last") {
    throw ControlError("bad_request", fmt::format("an expectation does not begin at {}; it is `last`, `now` or `start`", from));
  }
}

void ControlConnection::begin(scenarios::Scenario step) { step_.emplace(std::move(step), cursor_, scene_.device.uptime()); }

void ControlConnection::finish_step() {
  step_->advance(scene_.device.uptime());
  if (const auto deadline = step_->deadline()) return deadline_.set(scene_.device.time_point(*deadline));
  deadline_.cancel();
  json answer = step_->failure() ? failed(*step_->failure()) : json{{"ok", true}};
  answer["received"] = text_of(step_->received());
  step_.reset();
  send(answer);
}

void ControlConnection::send(const json& line) {
  if (hung_up_) return;
  json whole = line;
  if (!line.contains("event")) whole["id"] = id_;
  client_->write(whole.dump(-1, ' ', true, json::error_handler_t::replace) + "\n");
  if (client_->queued() > size_limit) hang_up();
}

void ControlConnection::hang_up() {
  hung_up_ = true;
  boost::asio::post(io_, [self = weak_from_this()] {
    if (const auto connection = self.lock()) connection->ended_();
  });
}

}  // namespace espat::emulator
