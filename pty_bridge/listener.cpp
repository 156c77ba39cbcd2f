#include "pty_bridge/listener.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <stdexcept>
#include <utility>

namespace espat::uart {
namespace {

using boost::asio::ip::tcp;

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

}  // namespace

Listener Listener::tcp(boost::asio::io_context& io, const std::string& address, const std::string& option) {
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
    return {std::move(acceptor), "tcp:" + to_text(bound), nullptr};
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("Cannot listen on " + address + " (" + error.code().message() +
                             "): name a free port and an address of this machine with " + option + ".");
  }
}

Listener Listener::unix_path(boost::asio::io_context& io, const std::string& path, const std::string& option) {
  auto claimed = std::make_unique<SocketPath>(path, option);
  try {
    Acceptor acceptor(io);
    acceptor.open(Protocol(AF_UNIX, 0));
    acceptor.bind(boost::asio::local::stream_protocol::endpoint(path));
    claimed->bound();
    acceptor.listen();
    return {std::move(acceptor), "unix:" + path, std::move(claimed)};
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("Cannot listen on " + path + " (" + error.code().message() + "): name another " + option + " path.");
  }
}

Listener::Listener(Acceptor acceptor, std::string name, std::unique_ptr<SocketPath> path)
    : path_(std::move(path)), acceptor_(std::move(acceptor)), name_(std::move(name)) {
  acceptor_.native_non_blocking(true);
  ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);  // not for the program started with --exec
}

void Listener::start(std::function<void(FileHandle)> connected) {
  connected_ = std::move(connected);
  await_connection();
}

void Listener::await_connection() {
  acceptor_.async_wait(Acceptor::wait_read, [this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
    if (error || !alive.lock()) return;
    FileHandle connection(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.valid()) {
      const int enable = 1;
      // Without it small answers wait for the peer's acknowledgements. A Unix socket refuses and does not need it.
      ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &enable, sizeof enable);
      connected_(std::move(connection));
    }
    await_connection();
  });
}

}  // namespace espat::uart
