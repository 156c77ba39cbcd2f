#include "pty_bridge/descriptor.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace espat::uart {
namespace {

using Stream = boost::asio::posix::stream_descriptor;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

bool is_socket(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace

Descriptor::Descriptor(boost::asio::io_context& io, FileHandle file)
    : stream_(io, file.release()), is_socket_(is_socket(stream_.native_handle())) {
  stream_.native_non_blocking(true);
}

void Descriptor::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  started_ = true;
  await_input();
}

void Descriptor::close() {
  handlers_ = {};
  boost::system::error_code ignored;
  stream_.close(ignored);
}

void Descriptor::resume_reading() {
  paused_ = false;
  await_input();
}

void Descriptor::await_input() {
  if (!started_ || paused_ || awaits_input_ || !stream_.is_open()) return;
  awaits_input_ = true;
  stream_.async_wait(Stream::wait_read, [self = shared_from_this()](boost::system::error_code error) {
    self->awaits_input_ = false;
    if (error || self->paused_ || !self->stream_.is_open()) return;
    self->read();
    self->await_input();
  });
}

void Descriptor::read() {
  std::array<char, 4096> buffer;
  const auto length = ::read(stream_.native_handle(), buffer.data(), buffer.size());
  if (length < 0 && would_block()) return;
  if (length <= 0) return end();
  if (handlers_.received) handlers_.received({buffer.data(), static_cast<std::size_t>(length)});
}

void Descriptor::write(std::string_view bytes) {
  if (!stream_.is_open()) return;
  if (!queue_.empty()) return queue_.append(bytes);
  const std::size_t written = write_now(bytes);
  if (written == bytes.size() || !stream_.is_open()) return;
  queue_.append(bytes.substr(written));
  await_room();
}

// What the other end takes now. When it is gone, all of it: reading tells that the connection has ended.
std::size_t Descriptor::write_now(std::string_view bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const char* rest = bytes.data() + written;
    const std::size_t size = bytes.size() - written;
    const int fd = stream_.native_handle();
    // MSG_NOSIGNAL: a host that went away must not end the program with SIGPIPE.
    const auto length = is_socket_ ? ::send(fd, rest, size, MSG_NOSIGNAL) : ::write(fd, rest, size);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return would_block() ? written : bytes.size();
    written += static_cast<std::size_t>(length);
  }
  return written;
}

void Descriptor::await_room() {
  stream_.async_wait(Stream::wait_write, [self = shared_from_this()](boost::system::error_code error) {
    if (error || !self->stream_.is_open()) return;
    self->write_queue();
  });
}

void Descriptor::write_queue() {
  queue_.remove(write_now(queue_.front(queue_.size())));
  if (!queue_.empty()) return await_room();
  if (handlers_.drained) handlers_.drained();
}

void Descriptor::end() {
  const auto ended = std::move(handlers_.ended);
  close();
  if (ended) ended();
}

}  // namespace espat::uart
