#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "pty_bridge/bearer.hpp"
#include "pty_bridge/descriptor.hpp"
#include "pty_bridge/listener.hpp"

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
  std::string name() const override { return listener_.name(); }

 private:
  SocketBearer(boost::asio::io_context& io, Listener listener) : io_(io), listener_(std::move(listener)) {}

  void accept_host(FileHandle connection);
  void adopt(FileHandle connection);
  void host_left();

  boost::asio::io_context& io_;
  Listener listener_;
  Handlers handlers_;
  std::shared_ptr<Descriptor> host_;
  FileHandle next_host_;  // connected when the host before it had hung up but not everything from that one had been read
  ByteQueue unheard_;     // written while no host was there
  bool paused_ = false;
};

}  // namespace espat::uart
