#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "at_engine/inputs.hpp"
#include "at_engine/mqtt_link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What MQTTCONN hands to the client library.
struct MqttClientConfig {
  MqttEndpoint endpoint;
  MqttSession session;
  bool reconnect = false;
};

/// What the client library raises from its task.
struct MqttEvent {
  enum class Kind { before_connect, connected, disconnected, error, subscribed, unsubscribed, published, deleted, data };
  Kind kind = Kind::before_connect;
  int message_id = 0;      ///< of subscribed, unsubscribed, published, deleted
  bool refused = false;    ///< SUBACK with return code 0x80
  std::string_view topic;  ///< of data; empty in later pieces of a long message
  std::string_view payload;
};

class MqttListener {
 public:
  virtual ~MqttListener() = default;
  virtual void on_mqtt_event(const MqttEvent& event) = 0;
};

/// The MQTT client library as the AT commands know it. Its calls block the command task on silicon; here a call is begun, and the command
/// waits until it has returned.
class MqttClient {
 public:
  virtual ~MqttClient() = default;

  /// False when it cannot start with this configuration.
  virtual bool start(const MqttClientConfig& config) = 0;
  virtual void publish(std::string_view topic, std::string_view payload, int qos, bool retain) = 0;
  virtual void subscribe(std::string_view topic, int qos) = 0;
  virtual void unsubscribe(std::string_view topic) = 0;
  /// Stops the client's task and frees it; the call returns 0.
  virtual void destroy() = 0;
  /// What the call that was begun last has returned, once: a message id, 0 for QoS 0, negative when it failed.
  virtual std::optional<int> take_returned() = 0;

  /// The station has lost its address: every connection is dead at once.
  virtual void link_down() = 0;
  /// The chip restarts: everything ends without a word to the broker.
  virtual void power_off() = 0;

  virtual std::optional<Time> next_deadline() const = 0;
  virtual void advance(Time now) = 0;
};

}  // namespace espat::at
