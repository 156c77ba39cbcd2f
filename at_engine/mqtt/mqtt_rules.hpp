#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "at_engine/time.hpp"

namespace espat::at {

/// What the MQTT commands print on the log UART, and how.
enum class MqttLogStyle {
  event_names,    ///< v2.1: "MQTT_EVENT_CONNECTED", and on ESP32 "Other event id:7" before an attempt
  plain,          ///< v2.2 to v4.0: "MQTT CONNECTED"
  log_component,  ///< v4.1 and later: "I (1234) at-mqtt: mqtt connected"
};

/// How the MQTT commands and the MQTT client library of a version behave (mqtt.md; versions.md for the differences).
struct MqttRules {
  // Limits in bytes.
  std::size_t longest_topic = 64;
  std::size_t longest_will_message = 64;
  std::size_t longest_username = 256;
  std::size_t longest_password = 256;
  std::size_t longest_raw_message = 100'000;  ///< of MQTTPUBRAW; more does not fit into the free memory (0x6005)

  // Commands.
  /// The host may only have the characters of a name or an IPv4 address (0x6052).
  bool host_characters_are_checked = false;
  /// CONN, PUB, PUBRAW, SUB and UNSUB take an optional last parameter timeout_ms; without it they give up after 15 s.
  bool commands_time_out = false;
  /// An acknowledgement counts only when its message id is that of the last call.
  bool acknowledgements_are_matched = false;
  /// A SUBACK that refuses the subscription fails the command.
  bool suback_is_checked = false;
  /// A successful MQTTCONN frees the configuration: 0x6001 afterwards, and the configuration queries crash (mqtt.md 1.2, 3).
  bool configuration_freed_by_connect = true;

  /// The five configuration queries always answer, and MQTTCLIENTID and its like also work after MQTTCONNCFG.
  bool configuration_stays_open = false;
  /// A second MQTTCONN has codes of its own: 0x6004 while connected, 0x6051 after the link was lost.
  bool second_connect_is_named = false;
  /// A failed MQTTCONN leaves state 1 when MQTTCONNCFG was never sent; otherwise it leaves state 2.
  bool failure_keeps_state = false;
  /// The whole code is printed as 0x0000nnnn instead of 0x010annnn.
  bool codes_are_short = false;
  /// The port in +MQTTCONNECTED and +MQTTCONN stands in quotes.
  bool port_is_quoted = true;
  /// The certificate and CA ids may be 0 and 1; otherwise only 0.
  bool second_certificate_is_accepted = true;
  /// An empty QoS, retain or will parameter is 0.
  bool flags_default_to_zero = false;
  /// "ALREADY SUBSCRIBE" and "NO UNSUBSCRIBE" stand on the AT UART instead of the log.
  bool subscription_notes_are_answers = false;
  /// "+MQTTDISCONNECTED:0" is printed for every connection that was established, also at MQTTCLEAN, and for no other.
  bool disconnection_ends_a_connection = false;
  /// PUB, PUBRAW, SUB and UNSUB end with ERROR when nothing has come by then; no value: they wait for ever.
  std::optional<Duration> answer_limit;

  // The client library.
  Duration network_timeout{10'000};  ///< for TCP and TLS, and again for the CONNACK
  Duration reconnect_wait{10'000};   ///< the client looks every half of it whether it has passed
  /// How often an unacknowledged packet is sent again; no value: never.
  std::optional<Duration> retransmit_interval{1'000};
  Duration give_up_after{30'000};  ///< an unacknowledged packet is forgotten then
  std::size_t buffer_size = 1024;  ///< longer messages are delivered in pieces (mqtt.md 5.4)
  /// Without reconnection the client's task ends by itself when the link is lost; otherwise it idles until it is stopped.
  bool task_ends_without_reconnect = true;
  /// A PUBLISH has to fit into the buffer as a whole.
  bool packets_have_to_fit = false;
  /// One read takes several packets from the socket, and all but the first are lost.
  bool reads_lose_packets = false;
  /// A failed write ends the connection at once; otherwise the client's task notices at its next poll.
  bool failed_write_disconnects = true;
  /// Stopping sends DISCONNECT; otherwise TCP is just closed at the next poll, so that the broker publishes the will.
  bool stopping_disconnects = true;
  /// A failure raises an ERROR event before DISCONNECTED.
  bool failure_raises_error = true;
  /// The poll that is under way when a write fails reports the loss a second time (mqtt.md 10.1, 12).
  bool poll_notices_failed_write = false;
  /// PINGREQ is due half a keepalive after the last packet written; otherwise after CONNACK or the last PINGREQ.
  bool writing_postpones_ping = true;
  /// An empty client id cannot be put into CONNECT: the attempt fails at once, or when no CONNACK has come.
  bool client_id_is_required = true;
  bool missing_client_id_is_noticed = true;
  /// A password without a user name sends an empty user name.
  bool password_implies_username = false;
  /// With a CA, TLS also compares the server's name and the dates; otherwise only the chain.
  bool tls_checks_name_and_dates = true;
  /// What PUBLISH at QoS 0 returns while the link is down: 0, or failure.
  bool offline_publish_succeeds = true;
  /// PUBLISH at QoS 1 and 2 while the link is down waits for the next one; otherwise it fails.
  bool offline_publish_is_queued = true;
  /// A message that is given up raises an event, which fails the command that waits for it.
  bool giving_up_is_reported = false;

  bool log_tells_attempts = true;  ///< with event_names: "Other event id:7"
  MqttLogStyle log_style = MqttLogStyle::event_names;
};

}  // namespace espat::at
