#pragma once

#include <cstddef>
#include <functional>

#include "net/asio.hpp"

namespace espat::net {

/// A connected TCP socket, without blocking. A TlsStream is one with TLS in between.
class Stream {
 public:
  using Ready = std::function<void(boost::system::error_code)>;
  using Wait = Tcp::socket::wait_type;

  explicit Stream(Tcp::socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;  // a broken socket shows when it is read
    socket_.non_blocking(true, ignored);
  }
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// What is there of the peer's bytes; `would_block` when nothing is, `eof` when nothing will be any more.
  virtual std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) {
    return socket_.read_some(asio::buffer(buffer), error);
  }

  /// As much as is taken now. After `would_block` the same bytes must be offered again first, and more may stand behind them.
  virtual std::size_t write_some(asio::const_buffer bytes, boost::system::error_code& error) {
    return socket_.write_some(asio::buffer(bytes), error);
  }

  /// Calls `ready` when it is worth while to try again, never from within this call; with `operation_aborted` after `close`.
  virtual void wait(Wait what, Ready ready) { socket_.async_wait(what, std::move(ready)); }

  /// Says goodbye: nothing more is written. The peer's bytes still come.
  virtual void shutdown_send() {
    boost::system::error_code ignored;  // a peer that is gone needs no goodbye
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }

  /// Ends the connection at once. Idempotent.
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

  /// For its options and addresses.
  Tcp::socket& socket() { return socket_; }

 private:
  Tcp::socket socket_;
};

}  // namespace espat::net
