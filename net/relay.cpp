#include "net/relay.hpp"

namespace espat::net {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t head_limit = 4096;

// How long the broker may take to close after the DISCONNECT that it was sent.
constexpr auto linger_time = 2s;

}  // namespace

Relay::Relay(asio::io_context& io, std::shared_ptr<Waker> waker, std::chrono::microseconds round_trip)
    : io_(io),
      waker_(std::move(waker)),
      delay_(round_trip / 2),
      resolver_(std::make_shared<Resolver>(io)),
      paho_(io),
      broker_(io),
      linger_(io) {}

Relay::~Relay() { close_door(); }

void Relay::close_door() {
  if (doorman_) doorman_->close();
}

void Relay::start(const Address& broker, std::chrono::milliseconds resolve_timeout, Events events) {
  events_ = std::move(events);
  doorman_ = std::make_shared<Doorman>(*waker_, io_, [weak = weak_from_this()](Tcp::socket paho) {
    if (const auto self = weak.lock()) self->admit(std::move(paho));
  });
  doorman_->listen();
  resolver_->resolve(broker, resolve_timeout,
                     [weak = weak_from_this(), broker](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
                       const auto self = weak.lock();
                       if (!self) return;
                       if (endpoints.empty()) return self->fail(Failure::name, std::move(reason));
                       self->connect(broker, endpoints);
                     });
}

void Relay::connect(const Address& broker, const std::vector<Tcp::endpoint>& endpoints) {
  asio::async_connect(broker_, endpoints,
                      [weak = weak_from_this(), broker](boost::system::error_code error, const Tcp::endpoint& endpoint) {
                        const auto self = weak.lock();
                        if (!self || error == asio::error::operation_aborted) return;
                        if (error) return self->fail(Failure::tcp, why_not_connected(broker, error));
                        // Asio watches a socket that it has connected for writability for ever, and wakes up at every acknowledgement.
                        self->broker_ = Tcp::socket(self->io_, endpoint.protocol(), self->broker_.release());
                        self->broker_ready_ = true;
                        if (self->events_.reached) self->events_.reached();
                        self->join();
                      });
}

void Relay::admit(Tcp::socket paho) {
  if (cut_) return;
  paho_ = std::move(paho);
  // What the request names is known already; it only has to be taken out of the way.
  asio::async_read_until(paho_, asio::dynamic_buffer(head_, head_limit), "\r\n\r\n",
                         [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                           if (error) return;
                           self->head_.erase(0, size);
                           self->paho_ready_ = true;
                           self->join();
                         });
}

void Relay::join() {
  if (!paho_ready_ || !broker_ready_) return;
  boost::system::error_code ignored;  // a broken socket shows when it is read
  paho_.set_option(Tcp::no_delay(true), ignored);
  broker_.set_option(Tcp::no_delay(true), ignored);
  up_ = std::make_shared<Pipe>(weak_from_this(), paho_, broker_, delay_,
                               Pipe::Events{[this] { passed(Direction::up); }, [this](auto) { up_finished(); }});
  down_ = std::make_shared<Pipe>(weak_from_this(), broker_, paho_, delay_,
                                 Pipe::Events{[this] { passed(Direction::down); }, [this](auto cause) { down_finished(cause); }});
  if (paused_) down_->pause(true);
  down_->start({});
  up_->start(head_);
}

void Relay::fail(Failure failure, std::string reason) {
  end_reason_ = std::move(reason);
  const auto failed = events_.failed;
  cut();
  if (failed) failed(failure, end_reason_);
}

void Relay::passed(Direction direction) {
  if (events_.passed) events_.passed(direction);
}

void Relay::up_finished() {
  // The other direction still brings what the broker had to say, and then its end.
  boost::system::error_code ignored;
  broker_.shutdown(Tcp::socket::shutdown_send, ignored);
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
  if (down_) down_->pause(on);
}

void Relay::cut() {
  cut_ = true;
  events_ = {};
  closed_ = nullptr;
  resolver_->cancel();
  linger_.cancel();
  for (const auto& pipe : {up_, down_}) {
    if (pipe) pipe->stop();
  }
  boost::system::error_code ignored;
  paho_.close(ignored);
  broker_.close(ignored);
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
