#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace espat::emulator {

/// Asks a broker with CONNECT, again and again, until it answers CONNACK: only then does it serve its clients. It asks through a Unix
/// socket of the broker, because on a TCP port that another program took meanwhile a stranger would answer. Owned by a shared_ptr, because
/// what it has asked of the io_context may be answered after it was stopped.
class ConnackProbe : public std::enable_shared_from_this<ConnackProbe> {
 public:
  ConnackProbe(boost::asio::io_context& io, const std::string& socket_path, std::function<void()> on_connack);
  void start() { connect(); }
  void stop();

 private:
  void connect();
  void read_connack();
  void retry();

  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::steady_timer pause_;
  boost::asio::local::stream_protocol::endpoint broker_;
  std::array<std::uint8_t, 4> answer_{};
  std::function<void()> on_connack_;  ///< empty once stopped
};

}  // namespace espat::emulator
