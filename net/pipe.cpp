#include "net/pipe.hpp"

#include <array>

#include "net/acknowledge_now.hpp"

namespace espat::net {

namespace {

// Room for what is on its way: with a delay of 10 ms it lets 100 MB/s through.
constexpr std::size_t capacity = 1'048'576;
constexpr std::size_t read_size = 16'384;

}  // namespace

Pipe::Pipe(std::weak_ptr<void> owner, ByteStream& from, ByteStream& to, std::chrono::microseconds delay, Events events)
    : owner_(std::move(owner)), from_(from), to_(to), delay_(delay), events_(std::move(events)), timer_(from.socket().get_executor()) {}

void Pipe::start(std::string_view already_read) {
  if (!already_read.empty()) accept(already_read);
  wait_readable();
}

void Pipe::stop() {
  events_ = {};
  timer_.cancel();
}

void Pipe::pause(bool on) {
  paused_ = on;
  if (!on) wait_readable();
}

void Pipe::wait_readable() {
  if (reading_ || paused_ || ended_ || held_ >= capacity || !events_.finished) return;
  reading_ = true;
  from_.wait(Tcp::socket::wait_read, [self = shared_from_this(), owner = owner_.lock()](boost::system::error_code error) {
    self->reading_ = false;
    if (!self->events_.finished) return;
    if (error) return self->finish(error);
    self->read();
  });
}

void Pipe::read() {
  std::array<char, read_size> buffer;
  boost::system::error_code error;
  const std::size_t size = from_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::eof) {
    ended_ = true;
    if (pieces_.empty()) finish({});
    return;
  }
  if (error && error != asio::error::would_block) return finish(error);
  if (size > 0) {
    const std::string_view bytes(buffer.data(), size);
    events_.heard(bytes);
    accept(bytes);
    acknowledge_now(from_.socket());
  }
  wait_readable();
}

void Pipe::accept(std::string_view bytes) {
  boost::system::error_code error;
  std::size_t size = 0;
  if (delay_.count() == 0 && pieces_.empty()) size = to_.write_some(asio::buffer(bytes), error);
  if (error && error != asio::error::would_block) return finish(error);
  if (size == bytes.size()) return;
  pieces_.push_back({std::chrono::steady_clock::now() + delay_, std::string(bytes.substr(size))});
  held_ += bytes.size() - size;
  write();
}

void Pipe::write() {
  while (!writing_ && !pieces_.empty() && events_.finished) {
    const Piece& piece = pieces_.front();
    if (piece.due > std::chrono::steady_clock::now()) return wait_due();
    boost::system::error_code error;
    const std::size_t size = to_.write_some(asio::const_buffer(asio::buffer(piece.bytes)) + written_, error);
    if (error == asio::error::would_block) return wait_writable();
    if (error) return finish(error);
    held_ -= size;
    written_ += size;
    if (written_ < piece.bytes.size()) continue;
    pieces_.pop_front();
    written_ = 0;
  }
  if (ended_ && pieces_.empty()) return finish({});
  wait_readable();
}

void Pipe::wait_writable() {
  writing_ = true;
  to_.wait(Tcp::socket::wait_write, [self = shared_from_this(), owner = owner_.lock()](boost::system::error_code error) {
    self->writing_ = false;
    if (!self->events_.finished) return;
    if (error) return self->finish(error);
    self->write();
  });
}

void Pipe::wait_due() {
  writing_ = true;
  timer_.expires_at(pieces_.front().due);
  timer_.async_wait([self = shared_from_this(), owner = owner_.lock()](boost::system::error_code error) {
    self->writing_ = false;
    if (!error) self->write();
  });
}

void Pipe::finish(boost::system::error_code cause) {
  const auto finished = std::exchange(events_.finished, nullptr);
  if (finished) finished(cause);
}

}  // namespace espat::net
