#include "net/mqtt_attempt.hpp"

#include <array>

namespace espat::net {

namespace {

using namespace std::chrono_literals;
using MqttCause = at::MqttOpenFailed::Cause;

// A broker sends retained messages right behind the SUBACK. The firmware prints them before it goes on with the command that waits for the
// SUBACK (mqtt.md 5.3), so the SUBACK is held back until they had time to arrive.
constexpr auto suback_delay = 5ms;

// Publishes at QoS 0 that are reported as sent before they were written: as many as a socket's send buffer takes at once. More wait for it,
// as the firmware does.
constexpr int unwritten_limit = 32;

// How long Paho may take to send DISCONNECT: usually 0.3 ms, for ever when the link takes no more bytes.
constexpr auto leave_limit = 1s;

std::string connack_words(int code) {
  constexpr std::array<std::string_view, 6> words = {"",
                                                     "unacceptable protocol version",
                                                     "client identifier rejected",
                                                     "server unavailable",
                                                     "bad user name or password",
                                                     "not authorised"};
  const auto known = code > 0 && code < static_cast<int>(words.size());
  return std::string(known ? words[static_cast<std::size_t>(code)] : "unknown reason") + " (" + std::to_string(code) + ")";
}

// Paho's receive thread names the connection that it gives up by its descriptor, late enough to mean a new connection that got the number
// of one that failed just before. Nothing has reached the broker then, so Paho is called again.
constexpr int most_calls = 4;

// A request line cannot hold these.
bool usable_path(const std::string& path) { return path.find_first_of(" \r\n") == std::string::npos; }

}  // namespace

MqttAttempt::MqttAttempt(asio::io_context& io, std::shared_ptr<Waker> waker, const MqttNetworkOptions& options, const Names& names,
                         LinkFaults& faults, at::MqttOpen open, Report report, Ended ended)
    : open_(std::move(open)),
      report_(std::move(report)),
      ended_(std::move(ended)),
      calls_left_(most_calls),
      waker_(std::move(waker)),
      relay_(std::make_shared<Relay>(io, waker_, options.round_trip, names, faults)),
      haste_(waker_),
      suback_timer_(io),
      leave_timer_(io) {}

// Cancelling timers is declared to throw, and does not.
MqttAttempt::~MqttAttempt() {  // NOLINT(bugprone-exception-escape)
  cut();
}

void MqttAttempt::open(asio::io_context& io, const Address& broker) {
  mailbox_ = std::make_shared<Mailbox<PahoEvent>>(io, [weak = weak_from_this()](std::vector<PahoEvent> events) {
    if (const auto self = weak.lock()) self->handle(std::move(events));
  });
  if (!usable_path(open_.endpoint.path))
    return fail_opening(MqttCause::websocket, "the WebSocket path " + open_.endpoint.path + " cannot be requested");
  Relay::Events events;
  events.failed = [weak = weak_from_this()](Relay::Failure failure, std::string reason) {
    if (const auto self = weak.lock()) self->fail_opening(failure, std::move(reason));
  };
  events.reached = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->reached();
  };
  events.requested = [weak = weak_from_this()](PacketId id) {
    if (const auto self = weak.lock()) self->requested(id);
  };
  events.received_by_broker = [weak = weak_from_this()](PacketId id) {
    if (const auto self = weak.lock()) self->received_by_broker(id);
  };
  events.pong = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pong();
  };
  relay_->start(open_, broker, std::move(events));
  call_paho();
}

void MqttAttempt::call_paho() {
  --calls_left_;
  try {
    client_ = std::make_unique<PahoClient>(open_, proxy_address(relay_->port()),
                                           [mailbox = mailbox_](PahoEvent event) { mailbox->push(std::move(event)); });
    client_->connect();
  } catch (const mqtt::exception& error) {
    fail_opening(MqttCause::refused, "the CONNECT packet cannot be built: " + error.get_message());
  }
}

void MqttAttempt::reached() {
  batch_.push_back(at::MqttTransportOpened{open_.attempt});
  mailbox_->wake();
}

void MqttAttempt::publish(const at::MqttPublish& publish) {
  if (!operate(publish.operation, [&](PahoClient& client) { operations_[client.publish(publish)] = publish.operation; })) return;
  if (publish.qos > 0) return sent(publish.operation);
  if (++unwritten_ <= unwritten_limit) return sent(publish.operation);
  held_back_.push_back(publish.operation);
}

void MqttAttempt::subscribe(const at::MqttSubscribe& subscribe) {
  if (!operate(subscribe.operation, [&](PahoClient& client) { client.subscribe(subscribe); })) return;
  requests_.push_back(subscribe.operation);
  sent(subscribe.operation);
}

void MqttAttempt::unsubscribe(const at::MqttUnsubscribe& unsubscribe) {
  if (!operate(unsubscribe.operation, [&](PahoClient& client) { client.unsubscribe(unsubscribe); })) return;
  requests_.push_back(unsubscribe.operation);
  sent(unsubscribe.operation);
}

bool MqttAttempt::operate(at::Operation operation, const std::function<void(PahoClient&)>& call) {
  if (state_ != State::open) return false;
  try {
    call(*client_);
    return true;
  } catch (const mqtt::exception& error) {
    batch_.push_back(at::MqttWriteFailed{open_.attempt, operation});
    lose("a packet could not be sent: " + error.get_message());
    return false;
  }
}

void MqttAttempt::retransmit(const at::MqttRetransmit& retransmit) {
  for (const auto& [id, operation] : operations_) {
    if (operation == retransmit.operation && state_ == State::open) relay_->repeat(id);
  }
}

// Paho does not say when a packet leaves that is acknowledged later, and saying it for the others takes longer than sending: a packet
// counts as sent when Paho took it.
void MqttAttempt::sent(at::Operation operation) {
  batch_.push_back(at::MqttSent{open_.attempt, operation});
  mailbox_->wake();
}

void MqttAttempt::close(bool graceful) {
  if (state_ != State::open || !graceful) return end();
  state_ = State::leaving;
  leave_timer_.expires_after(leave_limit);
  leave_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->left();
  });
  try {
    client_->disconnect();
  } catch (const mqtt::exception&) {
    left();  // the connection was lost a moment ago
  }
}

void MqttAttempt::left() {
  if (!client_) return;
  leave_timer_.cancel();
  haste_.reset();
  client_.reset();
  relay_->close_door();
  relay_->finish([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->state_ == State::ended) return;
    self->end();
    self->report_({at::MqttClosed{self->open_.attempt, self->relay_->end_reason()}});
  });
}

void MqttAttempt::handle(std::vector<PahoEvent> events) {
  for (auto& event : events) {
    std::visit([this](auto& what) { on(std::move(what)); }, event);
    if (state_ == State::ended) return;
  }
  if (state_ == State::leaving) return;
  if (last_) release_subacks();
  at::Inputs batch = std::exchange(batch_, {});
  if (last_) {
    batch.push_back(*std::move(last_));
    end();
  }
  if (!batch.empty()) report_(std::move(batch));
}

void MqttAttempt::on(PahoOpened) {
  if (state_ != State::opening) return;  // Paho says it twice
  state_ = State::open;
  haste_.reset();
  batch_.push_back(at::MqttOpened{open_.attempt});
}

void MqttAttempt::on(PahoOpenFailed failed) {
  if (state_ != State::opening) return;
  if (calls_left_ > 0 && relay_->awaits_paho()) {
    client_.reset();
    relay_->open_door();
    return call_paho();
  }
  if (failed.code > 0) return fail_opening(MqttCause::refused, "the broker refused the connection: " + connack_words(failed.code));
  fail_opening(at::is_websocket(open_.endpoint.transport) ? MqttCause::websocket : MqttCause::tcp, relay_->refusal());
}

void MqttAttempt::on(PahoSubscribed subscribed) {
  subacks_.push_back(subscribed.suback);
  if (subacks_.size() > 1) return;
  suback_timer_.expires_after(suback_delay);
  suback_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error) return;
    self->release_subacks();
    self->mailbox_->wake();
  });
}

void MqttAttempt::on(PahoWritten) {
  --unwritten_;
  if (held_back_.empty()) return;
  sent(held_back_.front());
  held_back_.pop_front();
}

void MqttAttempt::on(PahoLost) {
  if (state_ == State::leaving) return left();
  lose(relay_->end_reason().empty() ? "the connection was lost" : relay_->end_reason());
}

void MqttAttempt::on(PahoLeft) { left(); }

void MqttAttempt::on(at::Input input) { batch_.push_back(std::move(input)); }

void MqttAttempt::fail_opening(MqttCause cause, std::string reason) {
  if (!last_) last_ = at::MqttOpenFailed{open_.attempt, cause, std::move(reason)};
  mailbox_->wake();
}

void MqttAttempt::lose(std::string reason) {
  for (const auto operation : std::exchange(held_back_, {})) batch_.push_back(at::MqttWriteFailed{open_.attempt, operation});
  if (!last_) last_ = at::MqttClosed{open_.attempt, std::move(reason)};
  mailbox_->wake();
}

void MqttAttempt::release_subacks() {
  suback_timer_.cancel();
  batch_.insert(batch_.end(), subacks_.begin(), subacks_.end());
  subacks_.clear();
}

void MqttAttempt::ping() {
  if (state_ == State::open) relay_->ping();
}

// They leave in the order in which they were asked.
void MqttAttempt::requested(PacketId id) {
  if (requests_.empty()) return;
  operations_[id] = requests_.front();
  requests_.pop_front();
}

void MqttAttempt::received_by_broker(PacketId id) {
  const auto found = operations_.find(id);
  if (found == operations_.end()) return;
  batch_.push_back(at::MqttReceivedByBroker{open_.attempt, found->second});
  mailbox_->wake();
}

void MqttAttempt::pong() {
  batch_.push_back(at::MqttPong{open_.attempt});
  mailbox_->wake();
}

void MqttAttempt::end() {
  if (state_ == State::ended) return;
  cut();
  ended_();
}

void MqttAttempt::cut() {
  if (std::exchange(state_, State::ended) == State::ended) return;
  mailbox_->close();
  suback_timer_.cancel();
  leave_timer_.cancel();
  haste_.reset();
  relay_->cut();  // before Paho can say DISCONNECT
  client_.reset();
  relay_->close_door();
}

}  // namespace espat::net
