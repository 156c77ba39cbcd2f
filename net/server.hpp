#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "at_engine/socket_link.hpp"
#include "net/asio.hpp"
#include "net/stream.hpp"

namespace espat::net {

/// Listens on a TCP port and hands over who connects, once TLS is up if it is asked for.
class Server : public std::enable_shared_from_this<Server> {
 public:
  using Admit = std::function<void(std::shared_ptr<Stream>)>;

  /// `admit` is called from the io_context.
  Server(asio::io_context& io, std::optional<at::TlsCredentials> tls, Admit admit);

  /// @param address  a literal
  /// Nothing when it listens, else why not.
  std::optional<at::ServerFailed> listen(const std::string& address, std::uint16_t port);

  void close();

 private:
  void accept();
  void accepted(Tcp::socket socket);

  const std::optional<at::TlsCredentials> tls_;
  Admit admit_;
  Tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::set<std::shared_ptr<Stream>> handshakes_;
};

}  // namespace espat::net
