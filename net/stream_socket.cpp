#include "net/stream_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>

#include "net/acknowledge_now.hpp"
#include "net/tls_stream.hpp"

namespace espat::net {
namespace {

using namespace std::chrono_literals;

// lwIP's TCP_SND_BUF and TCP_WND in the released firmware.
constexpr std::size_t send_buffer_size = 5'760;
constexpr std::size_t receive_window = 5'760;

// How long a peer that does not read keeps the socket of a close() that has returned.
constexpr auto drain_time = 10s;

// lwIP's TCP_KEEPINTVL and TCP_KEEPCNT as the firmware sets them.
constexpr int keepalive_interval = 1;
constexpr int keepalive_count = 3;

void set_tcp_option(Tcp::socket& socket, int option, int value) {
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, option, &value, sizeof(value));
}

}  // namespace

StreamSocket::StreamSocket(asio::io_context& io, LinkName::Kind kind, at::Socket number, const LinkOptions& options, const Names& names,
                           LinkFaults& faults, Report report)
    : io_(io),
      kind_(kind),
      number_(number),
      options_(options),
      names_(names),
      faults_(faults),
      report_(std::move(report)),
      window_(receive_window),
      close_timer_(io) {}

StreamSocket::~StreamSocket() {
  if (dialer_) dialer_->cancel();
}

void StreamSocket::begin_link(std::string peer) {
  const auto later = [this](void (StreamSocket::*what)()) {
    return [this, weak = weak_from_this(), what] {
      asio::post(io_, [weak, what] {
        if (const auto self = weak.lock()) (*self.*what)();
      });
    };
  };
  const auto not_a_broker = [] {};
  link_ = faults_.open({kind_, number_, std::move(peer)}, {later(&StreamSocket::link_changed), later(&StreamSocket::reset), not_a_broker});
  up_.emplace(io_, link_, options_.round_trip / 2);
  down_.emplace(io_, link_, options_.round_trip / 2);
}

void StreamSocket::link_changed() {
  if (waiting_ && !link_->swallows()) std::exchange(waiting_, nullptr)();
  up_->link_changed();
  down_->link_changed();
  write();
}

void StreamSocket::reset() {
  boost::system::error_code ignored;
  if (stream_) stream_->socket().set_option(Tcp::socket::linger(true, 0), ignored);
  lose();
}

void StreamSocket::lose() {
  if (broken_) return;
  if (stream_) stream_->close();
  if (dialer_) dialer_->cancel();
  waiting_ = nullptr;
  down_->clear();
  write_failed(asio::error::connection_reset);
  if (!opened_) {
    constexpr auto* reason = "the connection broke while it was opened, as a fault wants it";
    return report_soon(at::SocketOpenFailed{number_, at::SocketOpenFailed::Cause::unreachable, reason});
  }
  if (!std::exchange(ended_, true)) report_soon(at::SocketEnded{number_, true});
}

void StreamSocket::open(const at::SocketOpen& open, const Address& where) {
  begin_link(to_string(Address{open.host, open.remote.port}));
  socket_options_.keepalive_seconds = open.keepalive_seconds;
  dialer_ = std::make_shared<Dialer>(io_, names_);
  dial(open, where);
}

void StreamSocket::dial(const at::SocketOpen& open, const Address& where) {
  if (link_->refuses()) {
    return report_soon(
        at::SocketOpenFailed{number_, at::SocketOpenFailed::Cause::refused, why_not_connected(where, asio::error::connection_refused)});
  }
  if (link_->swallows()) {
    waiting_ = [this, open, where] { dial(open, where); };
    return;
  }
  dialer_->dial(
      open, where, link_->tls(),
      [weak = weak_from_this(), open](std::shared_ptr<Stream> stream) {
        if (const auto self = weak.lock()) self->connected(open, std::move(stream));
      },
      [weak = weak_from_this()](at::SocketOpenFailed::Cause cause, std::string reason) {
        const auto self = weak.lock();
        if (self && self->report_) self->report_(at::SocketOpenFailed{self->number_, cause, std::move(reason)});
      });
}

void StreamSocket::connected(const at::SocketOpen& open, std::shared_ptr<Stream> stream) {
  start(std::move(stream));
  cross(open.tls ? 1 + tls_round_trips : 1, [this, remote = open.remote] {
    opened_ = true;
    report_(at::SocketOpened{number_, remote, local_port()});
    wait_readable();
  });
}

void StreamSocket::cross(int round_trips, LinkDelay::Arrival then) {
  up_->pass([weak = weak_from_this(), round_trips, then = std::move(then)] {
    const auto self = weak.lock();
    if (!self) return;
    self->down_->pass([weak, round_trips, then] {
      const auto socket = weak.lock();
      if (!socket || !socket->report_) return;
      round_trips > 1 ? socket->cross(round_trips - 1, then) : then();
    });
  });
}

bool StreamSocket::adopt(std::shared_ptr<Stream> stream, std::function<void()> ready) {
  stream_ = std::move(stream);
  begin_link(to_string(Address{remote().ip, remote().port}));
  if (link_->refuses()) {
    abort();
    return false;
  }
  apply_options();
  down_->pass([weak = weak_from_this(), ready = std::move(ready)] {
    const auto self = weak.lock();
    if (!self || !self->report_) return;
    self->opened_ = true;
    ready();
    self->wait_readable();
  });
  return true;
}

void StreamSocket::start(std::shared_ptr<Stream> stream) {
  stream_ = std::move(stream);
  apply_options();
}

void StreamSocket::set_options(const at::SocketOptions& options) {
  socket_options_ = options;
  if (stream_) apply_options();
}

void StreamSocket::apply_options() {
  Tcp::socket& socket = stream_->socket();
  // Without a link there is no reason to gather small packets.
  set_tcp_option(socket, TCP_NODELAY, socket_options_.no_delay || options_.round_trip.count() == 0 ? 1 : 0);
  boost::system::error_code ignored;
  socket.set_option(Tcp::socket::keep_alive(socket_options_.keepalive_seconds > 0), ignored);
  if (socket_options_.keepalive_seconds == 0) return;
  set_tcp_option(socket, TCP_KEEPIDLE, socket_options_.keepalive_seconds);
  set_tcp_option(socket, TCP_KEEPINTVL, keepalive_interval);
  set_tcp_option(socket, TCP_KEEPCNT, keepalive_count);
}

void StreamSocket::report_soon(at::Input input) {
  asio::post(io_, [weak = weak_from_this(), input = std::move(input)] {
    const auto self = weak.lock();
    if (self && self->report_) self->report_(input);
  });
}

void StreamSocket::send(std::string bytes) {
  if (!stream_ || broken_) return report_soon(at::SocketSendFailed{number_, "the connection is broken"});
  offered_ = std::move(bytes);
  sending_ = true;
  fill();
}

void StreamSocket::carry(LinkDelay& direction, std::string bytes, void (StreamSocket::*arrived)(std::string)) {
  bytes.resize(link_->admit(bytes.size()));
  const std::size_t most = direction.piece_size();
  while (!bytes.empty()) {
    std::string piece = std::exchange(bytes, bytes.size() > most ? bytes.substr(most) : std::string());
    const std::size_t size = std::min(piece.size(), most);
    piece.resize(size);
    direction.pass(size, [weak = weak_from_this(), piece = std::move(piece), arrived]() mutable {
      if (const auto self = weak.lock()) (*self.*arrived)(std::move(piece));
    });
  }
  if (!link_->is_used_up()) return;
  direction.pass([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->lose();
  });
}

void StreamSocket::fill() {
  const std::size_t size = std::min(send_buffer_size - buffered_, offered_.size());
  if (size > 0) {
    buffered_ += size;
    std::string piece = offered_.substr(0, size);
    offered_.erase(0, size);
    carry(*up_, std::move(piece), &StreamSocket::arrived_up);
  }
  if (offered_.empty() && std::exchange(sending_, false)) report_soon(at::SocketSent{number_});
}

void StreamSocket::arrived_up(std::string bytes) {
  unsent_.empty() ? unsent_ = std::move(bytes) : unsent_ += bytes;
  write();
}

void StreamSocket::write() {
  if (awaits_writable_ || broken_ || link_->swallows()) return;
  boost::system::error_code error;
  std::size_t written = 0;
  while (!error && written < unsent_.size()) written += stream_->write_some(asio::buffer(unsent_) + written, error);
  unsent_.erase(0, written);
  buffered_ -= written;
  if (error && error != asio::error::would_block) return write_failed(error);
  if (error) {
    awaits_writable_ = true;
    stream_->wait(Tcp::socket::wait_write, [self = shared_from_this()](boost::system::error_code failure) {
      self->awaits_writable_ = false;
      if (failure != asio::error::operation_aborted) self->write();
    });
  }
  if (!offered_.empty()) fill();
  if (closed_) finish_closing();
}

void StreamSocket::write_failed(boost::system::error_code error) {
  broken_ = true;
  offered_.clear();
  unsent_.clear();
  up_->clear();
  buffered_ = 0;
  if (std::exchange(sending_, false)) report_soon(at::SocketSendFailed{number_, error.message()});
  if (closed_) finish_closing();
}

void StreamSocket::cancel_send() {
  offered_.clear();
  sending_ = false;
}

void StreamSocket::consumed(std::size_t count) {
  window_ += count;
  wait_readable();
}

void StreamSocket::pause(bool on) {
  paused_ = on;
  wait_readable();
}

void StreamSocket::wait_readable() {
  if (!stream_ || awaits_readable_ || paused_ || ended_ || window_ == 0 || !report_) return;
  awaits_readable_ = true;
  stream_->wait(Tcp::socket::wait_read, [self = shared_from_this()](boost::system::error_code error) {
    self->awaits_readable_ = false;
    if (error != asio::error::operation_aborted) self->read();
  });
}

void StreamSocket::read() {
  if (paused_ || !report_) return;
  std::array<char, receive_window> buffer;
  boost::system::error_code error;
  const std::size_t size = stream_->read_some(asio::buffer(buffer, window_), error);
  if (error && error != asio::error::would_block) return ended(error != asio::error::eof || broken_);
  window_ -= size;
  if (size > 0) {
    acknowledge_now(stream_->socket());
    carry(*down_, std::string(buffer.data(), size), &StreamSocket::arrived_down);
  }
  wait_readable();
}

void StreamSocket::arrived_down(std::string bytes) {
  if (report_) report_(at::SocketReceived{number_, std::move(bytes), {}});
}

void StreamSocket::ended(bool reset) {
  ended_ = true;
  down_->pass([weak = weak_from_this(), reset] {
    const auto self = weak.lock();
    if (self && self->report_) self->report_(at::SocketEnded{self->number_, reset});
  });
}

void StreamSocket::close(std::function<void()> closed) {
  report_ = nullptr;
  closed_ = std::move(closed);
  cancel_send();
  waiting_ = nullptr;
  if (dialer_) dialer_->cancel();
  const int linger = socket_options_.linger_seconds;
  close_timer_.expires_after(linger > 0 ? std::chrono::seconds(linger) : drain_time);
  close_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->abort();
  });
  if (linger == 0) return abort();
  finish_closing();
}

void StreamSocket::finish_closing() {
  if (buffered_ > 0) return;
  close_timer_.cancel();
  if (stream_ && link_->swallows()) {
    link_->keep(stream_);
  } else if (stream_) {
    stream_->shutdown_send();
    stream_->close();
  }
  if (const auto closed = std::exchange(closed_, nullptr)) asio::post(io_, closed);
}

void StreamSocket::abort() {
  report_ = nullptr;
  if (up_) up_->clear();
  if (down_) down_->clear();
  close_timer_.cancel();
  waiting_ = nullptr;
  if (dialer_) dialer_->cancel();
  if (stream_ && link_->swallows()) {
    link_->keep(stream_);
  } else if (stream_) {
    boost::system::error_code ignored;
    stream_->socket().set_option(Tcp::socket::linger(true, 0), ignored);
    stream_->close();
  }
  if (const auto closed = std::exchange(closed_, nullptr)) asio::post(io_, closed);
}

at::SocketAddress StreamSocket::remote() const {
  boost::system::error_code error;
  const auto endpoint = stream_->socket().remote_endpoint(error);
  return {endpoint.address().to_string(), endpoint.port()};
}

std::uint16_t StreamSocket::local_port() const {
  boost::system::error_code error;
  return stream_->socket().local_endpoint(error).port();
}

}  // namespace espat::net
