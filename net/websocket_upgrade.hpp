#pragma once

#include <functional>
#include <memory>
#include <string>

#include "at_engine/mqtt_link.hpp"
#include "net/byte_stream.hpp"

namespace espat::net {

/// Why a server has refused to upgrade, as a sentence part.
/// @param status  in figures and words: "404 Not Found"
std::string why_not_upgraded(const std::string& path, const std::string& status);
/// The same with the usual words for a number.
std::string why_not_upgraded(const std::string& path, int status);

/// The opening handshake of a WebSocket: one HTTP request as the firmware makes it, and its answer.
class WebSocketUpgrade : public std::enable_shared_from_this<WebSocketUpgrade> {
 public:
  struct Outcome {
    std::string failure;          ///< one sentence part; empty: frames follow
    std::string first_frames;     ///< came behind the answer
    bool agreed_on_mqtt = false;  ///< the answer names the sub-protocol "mqtt"
  };
  using Done = std::function<void(const Outcome&)>;

  WebSocketUpgrade(std::shared_ptr<ByteStream> server, at::MqttEndpoint endpoint);

  /// `done` is called once, unless the connection is closed first; no deadline.
  void start(Done done);

 private:
  void send(const std::string& request);
  void read_answer();
  void judge(const std::string& head, const std::string& behind);
  void fail(const std::string& reason);

  std::shared_ptr<ByteStream> server_;
  const at::MqttEndpoint endpoint_;
  const std::string key_;
  Done done_;
  std::string answer_;
};

}  // namespace espat::net
