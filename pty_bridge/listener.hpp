#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "pty_bridge/file_handle.hpp"
#include "pty_bridge/socket_path.hpp"

namespace espat::uart {

/// A listening socket on the event loop. `option`: the one of the command line that messages name.
class Listener {
 public:
  /// `address`: `HOST:PORT` or `[IPV6]:PORT`; port 0 takes any free one. Throws std::invalid_argument when it is not of this form and
  /// std::runtime_error when nothing can listen there, each one sentence.
  static Listener tcp(boost::asio::io_context& io, const std::string& address, const std::string& option);

  /// A socket file of mode 0600, removed at the end. One that was left behind is replaced.
  /// Throws std::runtime_error, one sentence, when the path is in use or cannot be made.
  static Listener unix_path(boost::asio::io_context& io, const std::string& path, const std::string& option);

  /// `tcp:HOST:PORT` with the port that it got, or `unix:PATH`.
  const std::string& name() const { return name_; }

  /// Each connection from now on. The listener must not move afterwards.
  void start(std::function<void(FileHandle connection)> connected);

 private:
  using Protocol = boost::asio::generic::stream_protocol;
  using Acceptor = boost::asio::basic_socket_acceptor<Protocol>;

  Listener(Acceptor acceptor, std::string name, std::unique_ptr<SocketPath> path);
  void await_connection();

  std::unique_ptr<SocketPath> path_;  // of a Unix socket
  Acceptor acceptor_;
  std::string name_;
  std::function<void(FileHandle)> connected_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace espat::uart
