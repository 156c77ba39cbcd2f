#include "pty_bridge/socket_bearer.hpp"

#include <poll.h>

#include <utility>

namespace espat::uart {
namespace {

/// What a pty would keep for the next host.
constexpr std::size_t unheard_limit = 20'480;

bool has_hung_up(int connection) {
  pollfd state{connection, POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0;
}

}  // namespace

std::unique_ptr<SocketBearer> SocketBearer::listen_tcp(boost::asio::io_context& io, const std::string& address) {
  return std::unique_ptr<SocketBearer>(new SocketBearer(io, Listener::tcp(io, address, "--tcp")));
}

std::unique_ptr<SocketBearer> SocketBearer::listen_unix(boost::asio::io_context& io, const std::string& path) {
  return std::unique_ptr<SocketBearer>(new SocketBearer(io, Listener::unix_path(io, path, "--unix")));
}

SocketBearer::~SocketBearer() {
  if (host_) host_->close();
}

void SocketBearer::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  listener_.start([this](FileHandle connection) { accept_host(std::move(connection)); });
}

void SocketBearer::write(std::string_view bytes) {
  if (host_) return host_->write(bytes);
  if (unheard_.size() < unheard_limit) unheard_.append(bytes);
}

std::size_t SocketBearer::queued() const { return host_ ? host_->queued() : unheard_.size(); }

void SocketBearer::pause_reading() {
  paused_ = true;
  if (host_) host_->pause_reading();
}

void SocketBearer::resume_reading() {
  paused_ = false;
  if (host_) host_->resume_reading();
}

void SocketBearer::accept_host(FileHandle connection) {
  if (!host_) return adopt(std::move(connection));
  // A host that closes and connects again may be seen here before its old connection has been read to the end.
  if (has_hung_up(host_->native_handle()) && !next_host_.valid()) next_host_ = std::move(connection);
}

void SocketBearer::adopt(FileHandle connection) {
  host_ = std::make_shared<Descriptor>(io_, std::move(connection));
  if (paused_) host_->pause_reading();
  host_->write(unheard_.take(unheard_.size()));
  host_->start({handlers_.received, handlers_.drained, [this] { host_left(); }});
  if (handlers_.host_opened) handlers_.host_opened();
}

void SocketBearer::host_left() {
  host_.reset();
  if (handlers_.host_closed) handlers_.host_closed();
  if (next_host_.valid()) adopt(std::move(next_host_));
}

}  // namespace espat::uart
