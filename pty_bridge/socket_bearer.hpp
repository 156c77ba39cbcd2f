#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "pty_bridge/bearer.hpp"
#include "pty_bridge/descriptor.hpp"
#include "pty_bridge/socket_path.hpp"

namespace espat::uart {

/// A listening socket instead of a pty. It serves one host at a time; another one that connects meanwhile is closed at once.
class SocketBearer : public Bearer {
 public:
  /// `address`: `HOST:PORT` or `[IPV6]:PORT`; port 0 takes any free one. Throws std::invalid_argument when it is not of this form and
  /// std::runtime_error when nothing can listen there, each one sentence.
  static std::unique_ptr<SocketBearer> listen_tcp(boost::asio::io_context& io, const std::string& address);

  /// A socket file of mode 0600, removed at the end. One that was left behind is replaced.
  /// Throws std::runtime_error, one sentence, when the path is in use or cannot be made.
  static std::unique_ptr<SocketBearer> listen_unix(boost::asio::io_context& io, const std::string& path);

  ~SocketBearer() override;
  SocketBearer(const SocketBearer&) = delete;
  SocketBearer& operator=(const SocketBearer&) = delete;

  void start(Handlers handlers) override;
  void write(std::string_view bytes) override;
  std::size_t queued() const override;
  void pause_reading() override;
  void resume_reading() override;
  bool host_open() const override { return host_ != nullptr; }
  std::optional<int> host_baud() const override { return std::nullopt; }
  std::string name() const override { return name_; }

 private:
  using Protocol = boost::asio::generic::stream_protocol;
  using Acceptor = boost::asio::basic_socket_acceptor<Protocol>;

  SocketBearer(boost::asio::io_context& io, Acceptor acceptor, std::string name, std::unique_ptr<SocketPath> path);

  void await_host();
  void accept_host();
  void adopt(FileHandle connection);
  void host_left();

  boost::asio::io_context& io_;
  std::unique_ptr<SocketPath> path_;  // of a Unix socket
  Acceptor acceptor_;
  std::string name_;
  Handlers handlers_;
  std::shared_ptr<Descriptor> host_;
  FileHandle next_host_;  // connected when the host before it had hung up but not everything from that one had been read
  ByteQueue unheard_;     // written while no host was there
  bool paused_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace espat::uart
