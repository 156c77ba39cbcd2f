#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace espat::emulator {

struct BrokerMessage {
  std::string topic;
  std::string payload;
  int qos = 0;  ///< 0 to 2
  bool retain = false;
};

/// Brings one message to a broker on its Unix socket, as a client of its own. Owned by a shared_ptr that the io_context holds until it is
/// done; `failed` gets one sentence when the broker does not take the message.
class BrokerPublisher : public std::enable_shared_from_this<BrokerPublisher> {
 public:
  BrokerPublisher(boost::asio::io_context& io, const std::string& socket_path, const BrokerMessage& message,
                  std::function<void(const std::string&)> failed);
  void start();

 private:
  void read_answer();
  void write(const std::vector<std::uint8_t>& packets);
  void fail(const std::string& cause);

  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::local::stream_protocol::endpoint broker_;
  BrokerMessage message_;
  int answers_to_come_;
  std::array<std::uint8_t, 4> answer_{};
  std::function<void(const std::string&)> failed_;
};

}  // namespace espat::emulator
