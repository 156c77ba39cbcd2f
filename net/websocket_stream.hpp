#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "at_engine/mqtt_link.hpp"
#include "net/byte_stream.hpp"
#include "net/websocket_upgrade.hpp"

namespace espat::net {

/// A client's WebSocket on a connection, for what needs no messages: bytes go into binary frames and come out of frames of any kind.
/// Owned by a shared_ptr, as a TlsStream is.
///
/// Paho has a WebSocket of its own, which is not used: all its clients share one buffer for frames that have not arrived whole, it takes
/// no answer that arrives in two pieces, and not every path can be asked for.
class WebSocketStream final : public ByteStream, public std::enable_shared_from_this<WebSocketStream> {
 public:
  explicit WebSocketStream(std::shared_ptr<ByteStream> inner) : inner_(std::move(inner)) {}

  /// Comes before anything is read or written. See WebSocketUpgrade for `done`.
  void upgrade(const at::MqttEndpoint& endpoint, WebSocketUpgrade::Done done);

  /// The firmware does not look at the sub-protocol that the broker names; a broker that names none is perhaps not one.
  bool agreed_on_mqtt() const { return agreed_on_mqtt_; }

  std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) override;
  std::size_t write_some(asio::const_buffer bytes, boost::system::error_code& error) override;
  void wait(Wait what, Ready ready) override;
  void shutdown_send() override { inner_->shutdown_send(); }
  Tcp::socket& socket() override { return inner_->socket(); }

 private:
  std::size_t take_payload(asio::mutable_buffer buffer);
  bool open_frame(boost::system::error_code& error);
  void obey(int code, const std::string& payload);
  void send(int code, std::string_view payload);
  bool flush(boost::system::error_code& error);

  std::shared_ptr<ByteStream> inner_;
  std::string in_;          ///< read and not yet delivered, from the next frame or the rest of a payload on
  std::uint64_t left_ = 0;  ///< of the payload that is being delivered
  std::string out_;         ///< frames that wait for the connection to take them
  std::size_t framed_ = 0;  ///< bytes of the caller in the last of them
  bool agreed_on_mqtt_ = false;
  bool ended_ = false;    ///< the server has sent its close frame
  bool drained_ = false;  ///< all that has arrived was delivered
};

}  // namespace espat::net
