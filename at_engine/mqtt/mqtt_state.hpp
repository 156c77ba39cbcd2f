#pragma once

namespace espat::at {

/// The state that AT+MQTTCONN? prints (mqtt.md 2).
enum class MqttState {
  uninitialised = 0,
  user_configured = 1,
  connection_configured = 2,
  disconnected = 3,
  connected = 4,
  without_topic = 5,
  subscribed = 6,
};

}  // namespace espat::at
