#pragma once

#include <cstddef>
#include <functional>

#include "net/asio.hpp"

namespace espat::net {

/// A connection that carries bytes both ways, without blocking: a TCP socket, with or without TLS and WebSocket frames in between.
class ByteStream {
 public:
  using Ready = std::function<void(boost::system::error_code)>;
  using Wait = Tcp::socket::wait_type;

  ByteStream() = default;
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// What is there of the peer's bytes; `would_block` when nothing is, `eof` when nothing will be any more.
  virtual std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) = 0;

  /// As much as is taken now. After `would_block` the same bytes must be offered again first, and more may stand behind them.
  virtual std::size_t write_some(asio::const_buffer bytes, boost::system::error_code& error) = 0;

  /// Calls `ready` when it is worth while to try again, never from within this call; with `operation_aborted` after `close`.
  virtual void wait(Wait what, Ready ready) = 0;

  /// Says goodbye: nothing more is written. The peer's bytes still come.
  virtual void shutdown_send() = 0;

  /// For its options and addresses.
  virtual Tcp::socket& socket() = 0;

  /// Ends the connection at once. Idempotent.
  void close() {
    boost::system::error_code ignored;
    socket().close(ignored);
  }
};

}  // namespace espat::net
