#include "net/doorman.hpp"

namespace espat::net {

std::string proxy_address(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

void greet_as_proxy(Tcp::socket& peer) {
  boost::system::error_code ignored;  // a peer that is gone shows when it is read
  asio::write(peer, asio::buffer(std::string_view("HTTP/1.1 200 OK\r\n\r\n")), ignored);
}

Doorman::Doorman(Waker& waker, asio::io_context& home, Admit admit)
    : waker_(waker),
      home_(home),
      admit_(std::move(admit)),
      acceptor_(waker_.context(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {}

void Doorman::listen() {
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, Tcp::socket peer) {
    self->acceptor_.close();
    if (!error) self->hand_over(std::move(peer));
  });
}

void Doorman::close() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closed_, true)) return;
  }
  asio::post(waker_.context(), [self = shared_from_this()] { self->acceptor_.close(); });
}

void Doorman::hand_over(Tcp::socket peer) {
  greet_as_proxy(peer);
  waker_.nudge();
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  // The connection stays the waker's until `home` takes it, so that it is closed in any case.
  asio::post(home_, [waker = waker_.shared_from_this(), self = shared_from_this(), peer = std::make_shared<Tcp::socket>(std::move(peer))] {
    if (std::exchange(self->closed_, true)) return;
    self->admit_(Tcp::socket(self->home_, Tcp::v4(), peer->release()));
    self->admit_ = nullptr;
  });
}

}  // namespace espat::net
