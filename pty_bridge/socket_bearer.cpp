#include "pty_bridge/socket_bearer.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <stdexcept>
#include <utility>

namespace espat::uart {
namespace {

using boost::asio::ip::tcp;

/// What a pty would keep for the next host.
constexpr std::size_t unheard_limit = 20'480;

struct HostAndPort {
  std::string host;
  std::string port;
};

HostAndPort split(const std::string& address) {
  const auto colon = address.rfind(':');
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const bool is_number = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !is_number || std::stoi(port) > 65535)
    throw std::invalid_argument("\"" + address + "\" is not HOST:PORT: write for example 127.0.0.1:5000.");
  return {host, port};
}

std::string to_text(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

bool has_hung_up(int connection) {
  pollfd state{connection, POLLRDHUP, 0};
  return ::poll(&state, 1, 0) > 0;
}

}  // namespace

std::unique_ptr<SocketBearer> SocketBearer::listen_tcp(boost::asio::io_context& io, const std::string& address) {
  const auto [host, port] = split(address);
  try {
    const tcp::endpoint endpoint = *tcp::resolver(io).resolve(host, port, tcp::resolver::passive | tcp::resolver::numeric_service).begin();
    Acceptor acceptor(io);
    acceptor.open(Protocol(endpoint.protocol().family(), IPPROTO_TCP));
    acceptor.set_option(Acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    tcp::endpoint bound;
    const Protocol::endpoint local = acceptor.local_endpoint();
    std::copy_n(reinterpret_cast<const char*>(local.data()), local.size(), reinterpret_cast<char*>(bound.data()));
    return std::unique_ptr<SocketBearer>(new SocketBearer(io, std::move(acceptor), "tcp:" + to_text(bound), nullptr));
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("Cannot listen on " + address + " (" + error.code().message() +
                             "): name a free port and an address of this machine with --tcp.");
  }
}

std::unique_ptr<SocketBearer> SocketBearer::listen_unix(boost::asio::io_context& io, const std::string& path) {
  auto claimed = std::make_unique<SocketPath>(path);
  try {
    Acceptor acceptor(io);
    acceptor.open(Protocol(AF_UNIX, 0));
    acceptor.bind(boost::asio::local::stream_protocol::endpoint(path));
    claimed->bound();
    acceptor.listen();
    return std::unique_ptr<SocketBearer>(new SocketBearer(io, std::move(acceptor), "unix:" + path, std::move(claimed)));
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("Cannot listen on " + path + " (" + error.code().message() + "): name another --unix path.");
  }
}

SocketBearer::SocketBearer(boost::asio::io_context& io, Acceptor acceptor, std::string name, std::unique_ptr<SocketPath> path)
    : io_(io), path_(std::move(path)), acceptor_(std::move(acceptor)), name_(std::move(name)) {
  acceptor_.native_non_blocking(true);
  ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);  // not for the program started with --exec
}

SocketBearer::~SocketBearer() {
  if (host_) host_->close();
}

void SocketBearer::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  await_host();
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

void SocketBearer::await_host() {
  acceptor_.async_wait(Acceptor::wait_read, [this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
    if (error || !alive.lock()) return;
    accept_host();
    await_host();
  });
}

void SocketBearer::accept_host() {
  FileHandle connection(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection.valid()) return;
  if (!host_) return adopt(std::move(connection));
  // A host that closes and connects again may be seen here before its old connection has been read to the end.
  if (has_hung_up(host_->native_handle()) && !next_host_.valid()) next_host_ = std::move(connection);
}

void SocketBearer::adopt(FileHandle connection) {
  const int enable = 1;
  // Without it small answers wait for the host's acknowledgements. A Unix socket refuses and does not need it.
  ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &enable, sizeof enable);
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
