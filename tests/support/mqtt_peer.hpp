#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espat::test {

using namespace std::chrono_literals;

/// How long tests wait for something that must happen, on a machine that is busy.
constexpr std::chrono::milliseconds patience = 20s;

/// One MQTT 3.1.1 control packet as it is on the wire.
struct Packet {
  std::uint8_t head = 0;  ///< type and flags: the first byte
  std::string body;       ///< behind the remaining length
  int type() const { return head >> 4; }
  bool operator==(const Packet&) const = default;
};

namespace packet_type {
constexpr int connect = 1, connack = 2, publish = 3, puback = 4, pubrec = 5, pubrel = 6, pubcomp = 7, subscribe = 8, suback = 9,
              unsubscribe = 10, unsuback = 11, pingreq = 12, pingresp = 13, disconnect = 14;
}

/// The packet's bytes, with its remaining length.
std::string encode(const Packet& packet);

/// A text with its two-byte length.
std::string encode_text(std::string_view text);

/// A PUBLISH as a peer sees it.
struct Message {
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
  bool operator==(const Message&) const = default;
};

std::string encode_publish(const Message& message, std::uint16_t id = 1);
Message decode_publish(const Packet& packet);
std::uint16_t publish_id(const Packet& packet);  ///< of a PUBLISH at QoS 1 or 2

/// A connected TCP socket that reads and writes MQTT packets; blocking, with deadlines. Both ends of a connection can be one.
class MqttStream {
 public:
  explicit MqttStream(int socket) : socket_(socket) {}  ///< takes the descriptor over
  ~MqttStream();
  MqttStream(MqttStream&& other) noexcept;
  MqttStream& operator=(MqttStream&& other) noexcept;

  /// @throws std::runtime_error when the connection is gone
  void write(std::string_view bytes);

  /// The next packet, or nothing when the peer closed or `within` passed.
  std::optional<Packet> read(std::chrono::milliseconds within = patience);

  /// All bytes up to and with `end`, for what is not MQTT; nothing when they do not come.
  std::optional<std::string> read_until(std::string_view end, std::chrono::milliseconds within = patience);

  /// Waits for the peer's end. @return false when `within` passed first; packets on the way are dropped
  bool wait_closed(std::chrono::milliseconds within = patience);

  void close();

 private:
  bool fill(std::chrono::steady_clock::time_point deadline);

  int socket_;
  std::string received_;
};

/// A plain MQTT client for tests, independent of Paho: watches what a broker got and says what others should get.
class MqttPeer {
 public:
  /// Connects with a clean session. @throws std::runtime_error
  MqttPeer(std::uint16_t port, const std::string& client_id, std::string_view user = {}, std::string_view password = {});

  void subscribe(const std::string& topic, int qos);
  /// At QoS 1 and 2 returns when the broker has acknowledged.
  void publish(const Message& message);
  /// The next message, acknowledged; nothing when `within` passed.
  std::optional<Message> receive(std::chrono::milliseconds within = patience);

 private:
  Packet expect(int type);

  MqttStream stream_;
  std::vector<Message> waiting_;
};

/// Listens on a free loopback port for what a test plays by hand: a broker that records packets, or one that says nothing.
class StubListener {
 public:
  StubListener();
  ~StubListener();
  StubListener(const StubListener&) = delete;
  StubListener& operator=(const StubListener&) = delete;

  std::uint16_t port() const { return port_; }
  /// The next connection; nothing when `within` passed.
  std::optional<MqttStream> accept(std::chrono::milliseconds within = patience);

 private:
  int socket_;
  std::uint16_t port_;
};

/// A loopback port on which nothing listens.
std::uint16_t unused_port();

}  // namespace espat::test
