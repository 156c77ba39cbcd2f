#include "net/waker.hpp"

#include <chrono>

#include "net/doorman.hpp"

namespace espat::net {

namespace {

using namespace std::chrono_literals;

constexpr auto hasty_interval = 5ms;   // how late Paho may notice that a connection was made
constexpr auto idle_interval = 500ms;  // half of the second that Paho waits by itself
constexpr std::size_t request_limit = 4096;

constexpr std::string_view connack("\x20\x02\x00\x00", 4);
constexpr std::string_view pingresp("\xd0\x00", 2);

}  // namespace

std::shared_ptr<Waker> Waker::share() {
  static auto* const shared = new std::shared_ptr<Waker>(std::make_shared<Waker>());
  return *shared;
}

Waker::Waker()
    : work_(context_.get_executor()),
      acceptor_(context_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      stub_(context_),
      timer_(context_),
      client_(std::make_unique<mqtt::async_client>("tcp://waker:1883", "waker", mqtt::create_options(MQTTVERSION_3_1_1), nullptr)) {
  acceptor_.async_accept(stub_, [this](boost::system::error_code error) {
    acceptor_.close();
    if (!error) answer_client();
  });
  const auto port = acceptor_.local_endpoint().port();
  thread_ = std::thread([this] { context_.run(); });
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_keep_alive_interval(0);
  options.set_http_proxy(proxy_address(port));
  client_->connect(options);
}

Waker::~Waker() {
  client_.reset();  // while the stub still answers: Paho may be waiting for it
  work_.reset();
  context_.stop();
  thread_.join();
}

void Waker::answer_client() {
  stub_.set_option(Tcp::no_delay(true));
  greet_as_proxy(stub_);
  stub_.non_blocking(true);
  asio::async_read_until(stub_, asio::dynamic_buffer(received_, request_limit), "\r\n\r\n",
                         [this](boost::system::error_code error, std::size_t head) {
                           if (error) return;
                           received_.erase(0, head);
                           acknowledge_connect();
                         });
}

void Waker::acknowledge_connect() {
  if (received_.empty()) {
    asio::async_read(stub_, asio::dynamic_buffer(received_, request_limit), asio::transfer_at_least(1),
                     [this](boost::system::error_code error, std::size_t) {
                       if (!error) acknowledge_connect();
                     });
    return;
  }
  boost::system::error_code ignored;
  asio::write(stub_, asio::buffer(connack), ignored);
  connected_ = true;
  tick();
}

void Waker::nudge() {
  if (!connected_) return;
  boost::system::error_code ignored;
  stub_.write_some(asio::buffer(pingresp), ignored);
}

void Waker::tick() {
  nudge();
  if (!connected_) return;
  timer_.expires_after(hasty_ > 0 ? hasty_interval : idle_interval);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) tick();
  });
}

Waker::Haste::Haste(std::shared_ptr<Waker> waker) : waker_(std::move(waker)) {
  if (waker_->hasty_++ == 0) asio::post(waker_->context_, [waker = waker_.get()] { waker->tick(); });
}

Waker::Haste::~Haste() { --waker_->hasty_; }

}  // namespace espat::net
