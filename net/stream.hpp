#pragma once

#include <utility>

#include "net/byte_stream.hpp"

namespace espat::net {

/// A connected TCP socket. A TlsStream is one with TLS in between.
class Stream : public ByteStream {
 public:
  explicit Stream(Tcp::socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;  // a broken socket shows when it is read
    socket_.non_blocking(true, ignored);
  }

  std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) override {
    return socket_.read_some(asio::buffer(buffer), error);
  }
  std::size_t write_some(asio::const_buffer bytes, boost::system::error_code& error) override {
    return socket_.write_some(asio::buffer(bytes), error);
  }
  void wait(Wait what, Ready ready) override { socket_.async_wait(what, std::move(ready)); }
  void shutdown_send() override {
    boost::system::error_code ignored;  // a peer that is gone needs no goodbye
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }
  Tcp::socket& socket() override { return socket_; }

 private:
  Tcp::socket socket_;
};

}  // namespace espat::net
