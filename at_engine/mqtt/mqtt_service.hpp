#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/mqtt/mqtt_client.hpp"
#include "at_engine/mqtt/mqtt_error.hpp"
#include "at_engine/mqtt/mqtt_log.hpp"
#include "at_engine/mqtt/mqtt_rules.hpp"
#include "at_engine/mqtt/mqtt_state.hpp"
#include "at_engine/mqtt/mqtt_uri.hpp"
#include "at_engine/output.hpp"

namespace espat::at {

/// What the MQTT commands share, and what the client's events do to it (mqtt.md 2).
class MqttService final : public MqttListener {
 public:
  using State = MqttState;

  /// Bits of the event group that commands wait for.
  enum Bits : unsigned {
    bit_connected = 1,
    bit_disconnected = 2,
    bit_subscribed = 4,
    bit_unsubscribed = 8,
    bit_published = 16,
    bit_error = 32,
    bit_failed = 64,  ///< the message was given up, or the broker refused the subscription
  };

  struct UserConfig {
    std::string client_id;
    std::string username;
    std::string password;
    int certificate_id = 0;
    int ca_id = 0;
    std::string path;
    std::string server_name;             ///< MQTTSNI
    std::vector<std::string> protocols;  ///< MQTTALPN
  };

  struct ConnectionConfig {
    int keepalive = 0;  ///< seconds; 0: 120
    int disable_clean_session = 0;
    std::string will_topic;
    std::string will_message;
    int will_qos = 0;
    int will_retain = 0;
  };

  /// A slot for a subscription; free when the name is empty.
  struct Topic {
    std::string name;
    int qos = 0;
  };
  static constexpr std::size_t topic_slots = 10;

  MqttService(const MqttRules& rules, const Time& now, Output& out, std::unique_ptr<MqttClient> client);

  const MqttRules& rules;
  const std::unique_ptr<MqttClient> client;
  MqttLog log;

  State state = State::uninitialised;
  int scheme = 0;
  std::optional<UserConfig> user;
  std::optional<ConnectionConfig> connection;
  MqttUri uri;  ///< of the present or last connection
  bool reconnect = false;
  bool is_established = false;  ///< CONNACK has come, and the link was not lost since
  std::array<Topic, topic_slots> topics;
  std::function<void()> on_invalid_uri;  ///< reports 0x6050
  bool collects_raw_data = false;        ///< MQTTPUBRAW waits for its data: nothing is said about the link

  bool is_connected() const { return state >= State::connected; }
  bool has_topics() const;

  void clear_bits(unsigned bits) { bits_ &= ~bits; }
  /// Whether any of `bits` is set; what is returned is everything set, and the waited bits are cleared.
  std::optional<unsigned> take_bits(unsigned bits);

  /// What the client's call has returned, once; from then on its message id is the one that acknowledgements have to match.
  std::optional<int> take_returned();

  void on_mqtt_event(const MqttEvent& event) override;

  /// As after power-up.
  void reset();
  /// What MQTTCLEAN forgets.
  void forget();

 private:
  bool is_ignored(const MqttEvent& event) const;
  void collect_returned();
  void on_connected();
  void on_disconnected();
  void on_data(const MqttEvent& event);

  Output& out_;
  unsigned bits_ = 0;
  std::optional<int> returned_;
  int expected_id_ = 0;
  std::string last_topic_;
};

}  // namespace espat::at
