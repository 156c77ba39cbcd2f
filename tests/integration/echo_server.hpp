#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <thread>
#include <utility>  // Asio 1.74 needs it before its own headers

#include <boost/asio.hpp>

namespace espat::test {

/// A TCP server on loopback that sends back what each client sends, one thread a client.
class EchoServer {
 public:
  using Tcp = boost::asio::ip::tcp;

  EchoServer() : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}), thread_([this] { serve(); }) {}
  ~EchoServer() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
  }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve() {
    boost::system::error_code error;
    for (;;) {
      Tcp::socket client(io_);
      acceptor_.accept(client, error);
      if (error) return;
      // It ends with the module, which resets what is left.
      std::thread([client = std::move(client)]() mutable { echo(client); }).detach();
    }
  }

  static void echo(Tcp::socket& client) {
    constexpr std::size_t buffer_size = 65'536;
    std::string buffer(buffer_size, '\0');
    boost::system::error_code error;
    while (!error) {
      const std::size_t size = client.read_some(boost::asio::buffer(buffer), error);
      boost::asio::write(client, boost::asio::buffer(buffer.data(), size), error);
    }
  }

  boost::asio::io_context io_;
  Tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace espat::test
