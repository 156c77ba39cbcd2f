#include "net/relay.hpp"

#include "net/tls_stream.hpp"

namespace espat::net {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t head_limit = 4096;

// Round trips that opening takes: SYN and its answer.
constexpr int tcp_round_trips = 1;

// The first byte of a TLS record that holds an alert, which is what a TLS server answers when it is not spoken to in TLS.
constexpr unsigned char tls_alert = 0x15;

// How long the broker may take to close after the DISCONNECT that it was sent.
constexpr auto linger_time = 2s;

}  // namespace

Relay::Relay(asio::io_context& io, std::shared_ptr<Waker> waker, std::chrono::microseconds round_trip, const Names& names,
             LinkFaults& faults)
    : io_(io),
      waker_(std::move(waker)),
      delay_(round_trip / 2),
      faults_(faults),
      unacknowledged_({[this](PacketId id) {
                         if (events_.requested) events_.requested(id);
                       },
                       [this](PacketId id) {
                         if (events_.received_by_broker) events_.received_by_broker(id);
                       },
                       [this] {
                         if (events_.pong) events_.pong();
                       }}),
      resolver_(std::make_shared<Resolver>(io, names)),
      connecting_(io),
      travel_(io),
      linger_(io) {}

Relay::~Relay() { close_door(); }

void Relay::open_door() {
  close_door();
  head_.clear();
  doorman_ = std::make_shared<Doorman>(*waker_, io_, [weak = weak_from_this()](Tcp::socket paho) {
    if (const auto self = weak.lock()) self->admit(std::move(paho));
  });
  doorman_->listen();
}

void Relay::close_door() {
  if (doorman_) doorman_->close();
}

void Relay::start(const at::MqttOpen& open, const Address& broker, Events events) {
  endpoint_ = open.endpoint;
  tls_ = open.session.tls;
  keepalive_.emplace(open.session.keepalive);
  events_ = std::move(events);
  open_door();
  link_ = make_link(open.attempt);
  gate_.emplace(link_);
  // Posted, because the caller is not told from within this call.
  asio::post(io_, [weak = weak_from_this(), broker] {
    if (const auto self = weak.lock(); self && !self->cut_) self->look_up(broker);
  });
}

void Relay::look_up(const Address& broker) {
  if (faults_.fails_name(endpoint_.host)) return fail(Failure::name, why_not_found(endpoint_.host));
  if (link_->refuses()) return fail(Failure::tcp, why_not_connected(broker, asio::error::connection_refused));
  if (link_->swallows()) {
    waiting_ = [this, broker] { look_up(broker); };
    return;
  }
  resolver_->resolve(broker, [weak = weak_from_this(), broker](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
    const auto self = weak.lock();
    if (!self) return;
    if (endpoints.empty()) return self->fail(Failure::name, std::move(reason));
    self->connect(broker, endpoints);
  });
}

void Relay::connect(const Address& broker, const std::vector<Tcp::endpoint>& endpoints) {
  asio::async_connect(connecting_, endpoints,
                      [weak = weak_from_this(), broker](boost::system::error_code error, const Tcp::endpoint& endpoint) {
                        const auto self = weak.lock();
                        if (!self || error == asio::error::operation_aborted) return;
                        if (error) return self->fail(Failure::tcp, why_not_connected(broker, error));
                        // Asio watches a socket that it has connected for writability for ever, and wakes up at every acknowledgement.
                        self->connected(Tcp::socket(self->io_, endpoint.protocol(), self->connecting_.release()));
                      });
}

void Relay::connected(Tcp::socket socket) {
  boost::system::error_code ignored;  // a broken socket shows when it is read
  socket.set_option(Tcp::no_delay(true), ignored);
  if (!at::is_secure(endpoint_.transport)) {
    broker_ = std::make_shared<Stream>(std::move(socket));
    return travel(tcp_round_trips, [this] { upgrade(); });
  }
  const auto tls = std::make_shared<TlsStream>(std::move(socket));
  broker_ = tls;
  const auto done = [weak = weak_from_this()](const std::string& reason) {
    const auto self = weak.lock();
    if (!self || self->cut_) return;
    if (!reason.empty()) return self->fail(Failure::tls, reason);
    self->travel(tcp_round_trips + tls_round_trips, [relay = self.get()] { relay->upgrade(); });
  };
  tls->handshake(TlsRole::client, tls_, endpoint_.host, done, link_->tls());
}

/// What the Wi-Fi link adds to an exchange that has taken place without it.
void Relay::travel(int round_trips, std::function<void()> arrived) {
  auto duration = 2 * round_trips * delay_;
  for (int way = 0; way < 2 * round_trips; ++way) duration += link_->delay();
  if (duration.count() == 0) return arrived();
  travel_.expires_after(duration);
  travel_.async_wait([weak = weak_from_this(), arrived = std::move(arrived)](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error && !self->cut_) arrived();
  });
}

void Relay::upgrade() {
  if (!at::is_websocket(endpoint_.transport)) return open_up();
  websocket_ = std::make_shared<WebSocketStream>(broker_);
  broker_ = websocket_;
  websocket_->upgrade(endpoint_, [weak = weak_from_this()](const WebSocketUpgrade::Outcome& outcome) {
    const auto self = weak.lock();
    if (!self || self->cut_) return;
    const int status = self->link_->http_status();
    if (!outcome.failure.empty()) return self->fail(Failure::websocket, outcome.failure);
    if (status != 0) return self->fail(Failure::websocket, why_not_upgraded(self->endpoint_.path, status));
    self->travel(1, [relay = self.get()] { relay->open_up(); });
  });
}

void Relay::open_up() {
  if (link_->swallows()) {
    waiting_ = [this] { open_up(); };
    return;
  }
  broker_ready_ = true;
  if (events_.reached) events_.reached();
  join();
}

void Relay::admit(Tcp::socket paho) {
  if (cut_) return;
  boost::system::error_code ignored;  // a broken socket shows when it is read
  paho.set_option(Tcp::no_delay(true), ignored);
  paho_ = std::make_shared<Stream>(std::move(paho));
  // What the request names is known already; it only has to be taken out of the way.
  asio::async_read_until(paho_->socket(), asio::dynamic_buffer(head_, head_limit), "\r\n\r\n",
                         [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                           if (error) return;
                           self->head_.erase(0, size);
                           self->paho_ready_ = true;
                           self->join();
                         });
}

void Relay::join() {
  if (!paho_ready_ || !broker_ready_ || cut_) return;
  up_ = std::make_shared<Pipe>(
      weak_from_this(), link_, *paho_, *broker_, delay_,
      Pipe::Events{[this](auto) { spoken(); }, [this](auto bytes) { return send(bytes); }, [this](auto cause) { up_finished(cause); }});
  down_ = std::make_shared<Pipe>(weak_from_this(), link_, *broker_, *paho_, delay_,
                                 Pipe::Events{[this](auto bytes) { heard(bytes); }, [this](auto bytes) { return let_through(bytes); },
                                              [this](auto cause) { down_finished(cause); }});
  paho_spoke_ = !head_.empty();
  pause(paused_);
  down_->start({});
  up_->start(send(head_));
}

void Relay::spoken() {
  if (!std::exchange(paho_spoke_, true)) pause(paused_);
}

std::string_view Relay::send(std::string_view to_broker) {
  unacknowledged_.sent(to_broker);
  return keepalive_->pass(to_broker, unacknowledged_.is_between_packets());
}

void Relay::heard(std::string_view from_broker) {
  if (!first_byte_) first_byte_ = from_broker.front();
}

std::string_view Relay::let_through(std::string_view from_broker) {
  const std::string_view passed = gate_->pass(from_broker);
  unacknowledged_.answered(passed);
  return passed;
}

void Relay::repeat(PacketId id) {
  if (!up_ || cut_) return;
  if (const auto packet = unacknowledged_.again(id)) up_->insert(*packet);
}

void Relay::ping() {
  if (!up_ || cut_) return;
  if (const auto packet = keepalive_->ping(unacknowledged_.is_between_packets()); !packet.empty()) up_->insert(packet);
}

std::string Relay::refusal() const {
  if (endpoint_.transport == at::Transport::tcp && !end_reason_.empty()) {
    if (!first_byte_) return "the broker closed the connection before CONNECT was answered, as a TLS port does";
    if (first_byte_ == tls_alert) return "the broker answered CONNECT with an alert of TLS: this is a TLS port, for schemes 2 to 5";
  }
  const std::string how = end_reason_.empty() ? "the connection ended" : end_reason_;
  const bool may_not_be_mqtt = websocket_ && !websocket_->agreed_on_mqtt();
  return how + " before CONNECT was answered" + (may_not_be_mqtt ? "; it had not agreed to the WebSocket sub-protocol mqtt" : "");
}

void Relay::fail(Failure failure, std::string reason) {
  end_reason_ = std::move(reason);
  const auto failed = events_.failed;
  cut();
  if (failed) failed(failure, end_reason_);
}

std::shared_ptr<Link> Relay::make_link(at::Attempt attempt) {
  const auto later = [this](void (Relay::*what)()) {
    return [this, what] {
      asio::post(io_, [weak = weak_from_this(), what] {
        if (const auto self = weak.lock(); self && !self->cut_) (*self.*what)();
      });
    };
  };
  return faults_.open({LinkName::Kind::mqtt, attempt, to_string(Address{endpoint_.host, endpoint_.port})},
                      {later(&Relay::link_changed), later(&Relay::reset), later(&Relay::end_in_order)});
}

void Relay::link_changed() {
  if (waiting_ && !link_->swallows()) std::exchange(waiting_, nullptr)();
  if (!down_ || cut_) return;
  if (const std::string released = gate_->release(); !released.empty()) {
    unacknowledged_.answered(released);
    down_->insert(released);
  }
  for (const auto& pipe : {up_, down_}) pipe->link_changed();
}

void Relay::reset() {
  boost::system::error_code ignored;
  if (broker_) broker_->socket().set_option(asio::socket_base::linger(true, 0), ignored);
  end(asio::error::connection_reset);
}

void Relay::end(boost::system::error_code cause) {
  if (up_) return down_finished(cause);
  fail(Failure::tcp, "the connection broke while it was opened, as a fault wants it");
}

void Relay::up_finished(boost::system::error_code cause) {
  if (link_->is_used_up()) return down_finished(cause);
  // The other direction still brings what the broker had to say, and then its end.
  broker_->shutdown_send();
}

void Relay::down_finished(boost::system::error_code cause) {
  closed(cause ? "the connection broke: " + cause.message() : "the broker closed the connection");
}

void Relay::closed(const std::string& reason) {
  end_reason_ = reason;
  const auto closed = std::exchange(closed_, nullptr);
  cut();
  if (closed) closed();
}

void Relay::pause(bool on) {
  paused_ = on;
  // Paho throws away what comes right behind the answer of its proxy: a broker that speaks first is heard after Paho's first bytes.
  if (down_) down_->pause(on || !paho_spoke_);
}

void Relay::cut() {
  cut_ = true;
  events_ = {};
  closed_ = nullptr;
  resolver_->cancel();
  linger_.cancel();
  travel_.cancel();
  for (const auto& pipe : {up_, down_}) {
    if (pipe) pipe->stop();
  }
  boost::system::error_code ignored;
  connecting_.close(ignored);
  if (paho_) paho_->close();
  if (!broker_) return;
  if (link_->swallows()) return link_->keep(broker_);
  broker_->close();
}

void Relay::finish(std::function<void()> closed) {
  events_ = {};
  if (cut_) return asio::post(io_, std::move(closed));
  closed_ = std::move(closed);
  linger_.expires_after(linger_time + 2 * delay_);
  linger_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->closed("the broker did not close after DISCONNECT");
  });
}

}  // namespace espat::net
