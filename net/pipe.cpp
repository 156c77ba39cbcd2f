#include "net/pipe.hpp"

#include <array>

#include "net/acknowledge_now.hpp"

namespace espat::net {

namespace {

// Room for what is on its way: with a delay of 10 ms it lets 100 MB/s through.
constexpr std::size_t capacity = 1'048'576;
constexpr std::size_t read_size = 65'536;

// So often it reads in a row before others have their turn.
constexpr int most_reads = 8;

}  // namespace

Pipe::Pipe(std::weak_ptr<void> owner, std::shared_ptr<Link> link, ByteStream& from, ByteStream& to, std::chrono::microseconds delay,
           Events events)
    : owner_(std::move(owner)),
      link_(std::move(link)),
      from_(from),
      to_(to),
      schedule_(link_, delay),
      events_(std::move(events)),
      timer_(from.socket().get_executor()) {}

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

void Pipe::link_changed() {
  if (!events_.finished) return;
  schedule_.restart();
  for (Piece& piece : pieces_) piece.due = schedule_.due(piece.arrived, piece.bytes.size());
  timer_.cancel();
  if (!writing_) write();
  wait_readable();
}

/// Without delay nothing is read ahead of what the receiver has taken: the sockets have buffers enough.
bool Pipe::has_room() const {
  if (paused_ || ended_ || !events_.finished || link_->swallows()) return false;
  return held_ < (schedule_.is_at_once() ? 1 : capacity);
}

void Pipe::wait_readable() {
  if (reading_ || !has_room()) return;
  reading_ = true;
  from_.wait(Tcp::socket::wait_read, [self = shared_from_this(), owner = owner_.lock()](boost::system::error_code error) {
    self->reading_ = false;
    if (!self->events_.finished || self->link_->swallows()) return;
    if (error) return self->finish(error);
    self->read();
  });
}

void Pipe::read() {
  int reads = 1;
  while (read_once() && has_room() && reads < most_reads) ++reads;
  wait_readable();
}

/// Whether there may be more at once.
bool Pipe::read_once() {
  std::array<char, read_size> buffer;
  boost::system::error_code error;
  const std::size_t size = from_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::eof) {
    ended_ = true;
    if (pieces_.empty()) finish({});
    return false;
  }
  if (error && error != asio::error::would_block) finish(error);
  if (size == 0) return false;
  const std::string_view bytes(buffer.data(), size);
  events_.heard(bytes);
  events_.filter ? accept(events_.filter(bytes)) : accept(bytes);
  acknowledge_now(from_.socket());
  return size == buffer.size();
}

void Pipe::accept(std::string_view bytes) {
  boost::system::error_code error;
  if (const std::size_t admitted = link_->admit(bytes.size()); link_->is_used_up()) {
    bytes = bytes.substr(0, admitted);
    ended_ = true;
    end_cause_ = asio::error::connection_reset;
  }
  std::size_t size = 0;
  if (pieces_.empty() && schedule_.is_at_once()) size = to_.write_some(asio::buffer(bytes), error);
  if (error && error != asio::error::would_block) return finish(error);
  if (size < bytes.size()) {
    queue(bytes.substr(size));
    write();
  } else if (ended_ && pieces_.empty()) {
    finish(end_cause_);
  }
}

void Pipe::queue(std::string_view bytes) {
  const auto now = std::chrono::steady_clock::now();
  held_ += bytes.size();
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, schedule_.piece_size());
    pieces_.push_back({now, schedule_.due(now, piece.size()), std::string(piece)});
    bytes.remove_prefix(piece.size());
  }
}

void Pipe::write() {
  if (link_->swallows()) return;
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
  if (ended_ && pieces_.empty()) return finish(end_cause_);
  wait_readable();
}

void Pipe::wait_writable() {
  writing_ = true;
  to_.wait(Tcp::socket::wait_write, [self = shared_from_this(), owner = owner_.lock()](boost::system::error_code error) {
    self->writing_ = false;
    if (!self->events_.finished || self->link_->swallows()) return;
    if (error) return self->finish(error);
    self->write();
  });
}

void Pipe::wait_due() {
  writing_ = true;
  timer_.expires_at(pieces_.front().due);
  timer_.async_wait([self = shared_from_this(), owner = owner_.lock()](boost::system::error_code) {
    self->writing_ = false;
    // Without regard to an error: it only says that the time has changed.
    if (self->events_.finished) self->write();
  });
}

void Pipe::finish(boost::system::error_code cause) {
  const auto finished = std::exchange(events_.finished, nullptr);
  if (finished) finished(cause);
}

}  // namespace espat::net
