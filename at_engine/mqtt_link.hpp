#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "at_engine/tls_credentials.hpp"

namespace espat::at {

// The seam between the firmware's MQTT client (engine logic: retry, splitting, ping deadlines) and the network that carries
// packets. The client asks with effects; the network answers with inputs. An attempt number names one connection from its opening to its
// end, so that what arrives late from an abandoned connection is recognised.

enum class Transport { tcp, tls, websocket, secure_websocket };

constexpr bool is_websocket(Transport transport) { return transport == Transport::websocket || transport == Transport::secure_websocket; }
constexpr bool is_secure(Transport transport) { return transport == Transport::tls || transport == Transport::secure_websocket; }

/// Where a connection goes: the parts of the URI that the firmware builds (mqtt.md 1.3).
struct MqttEndpoint {
  Transport transport = Transport::tcp;
  std::string host;
  std::uint16_t port = 1883;  ///< never 0: the default port of the transport has been filled in
  std::string path;           ///< WebSocket request path with its leading '/', already cut at '?' and '#'; empty for tcp and tls
};

struct MqttWill {
  std::string topic;
  std::string message;
  int qos = 0;
  bool retain = false;
};

/// What the CONNECT packet carries (mqtt.md 4). Always MQTT 3.1.1.
struct MqttSession {
  std::string client_id;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<MqttWill> will;
  std::chrono::seconds keepalive{120};
  bool clean_session = true;
  TlsCredentials tls;  ///< used when the transport is tls or secure_websocket
};

using Attempt = std::uint32_t;    ///< counts the connections of a device, from 1
using Operation = std::uint32_t;  ///< counts what is asked of a connection, from 1 for each device

// Asked of the network. Each operation is answered by MqttSent or MqttWriteFailed first; those that the broker acknowledges
// (all but PUBLISH at QoS 0) by MqttAcknowledged later.

/// Resolve, connect, and log in. Answered by MqttOpened or MqttOpenFailed, unless MqttClose comes first. No deadline: the engine keeps it.
struct MqttOpen {
  Attempt attempt = 0;
  MqttEndpoint endpoint;
  MqttSession session;
};

struct MqttPublish {
  Attempt attempt = 0;
  Operation operation = 0;
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
};

struct MqttSubscribe {
  Attempt attempt = 0;
  Operation operation = 0;
  std::string topic;
  int qos = 0;
};

struct MqttUnsubscribe {
  Attempt attempt = 0;
  Operation operation = 0;
  std::string topic;
};

/// Send an operation that has not been acknowledged once more (mqtt.md 5.1). Not answered by itself.
struct MqttRetransmit {
  Attempt attempt = 0;
  Operation operation = 0;
};

/// Is the broker still there? Answered by MqttPong when it is; the engine keeps the deadline.
struct MqttPing {
  Attempt attempt = 0;
};

/// End the connection or the attempt. `graceful` sends DISCONNECT, so that the broker drops the will, and is answered by MqttClosed when
/// the broker has closed; otherwise the link is cut, the broker publishes the will, and nothing more is reported about the attempt.
struct MqttClose {
  Attempt attempt = 0;
  bool graceful = true;
};

// Reported by the network.

/// TCP, TLS and WebSocket are up and CONNECT is being sent; from here on the firmware waits for the CONNACK with a deadline of its own.
struct MqttTransportOpened {
  Attempt attempt = 0;
};

struct MqttOpened {
  Attempt attempt = 0;
};

struct MqttOpenFailed {
  enum class Cause { name, tcp, tls, websocket, refused };
  Attempt attempt = 0;
  Cause cause = Cause::tcp;
  std::string reason;  ///< one sentence part for the program log: "the broker refused the connection: not authorised (5)"
};

/// An open connection is gone; nothing more is reported about it.
struct MqttClosed {
  Attempt attempt = 0;
  std::string reason;  ///< for the program log
};

/// The packet is on its way.
struct MqttSent {
  Attempt attempt = 0;
  Operation operation = 0;
};

/// The packet could not be written; MqttClosed follows.
struct MqttWriteFailed {
  Attempt attempt = 0;
  Operation operation = 0;
};

/// PUBREC: the broker has a message of QoS 2, which need not be sent again. Reported where the network sees single packets.
struct MqttReceivedByBroker {
  Attempt attempt = 0;
  Operation operation = 0;
};

/// PUBACK, PUBCOMP, SUBACK or UNSUBACK.
struct MqttAcknowledged {
  Attempt attempt = 0;
  Operation operation = 0;
  bool refused = false;  ///< SUBACK with return code 0x80
};

struct MqttReceived {
  Attempt attempt = 0;
  std::string topic;
  std::string payload;
  int qos = 0;
};

struct MqttPong {
  Attempt attempt = 0;
};

}  // namespace espat::at
