#pragma once

#include <string>
#include <variant>
#include <vector>

#include "at_engine/air.hpp"
#include "at_engine/disturbance.hpp"
#include "at_engine/http_link.hpp"
#include "at_engine/mqtt_link.hpp"
#include "at_engine/socket_link.hpp"

namespace espat::at {

// What the world tells the engine. All that one instant brought is handed over as one batch.

/// One chunk: what the UART driver had buffered when the receive task woke (at-core.md 1.1).
struct UartReceived {
  std::string bytes;
};

using Input = std::variant<UartReceived, MqttTransportOpened, MqttOpened, MqttOpenFailed, MqttClosed, MqttSent, MqttWriteFailed,
                           MqttReceivedByBroker, MqttAcknowledged, MqttReceived, MqttPong, NameResolved, SocketOpened, SocketOpenFailed,
                           SocketSent, SocketSendFailed, SocketReceived, SocketEnded, SocketClosed, ServerListening, ServerFailed,
                           SocketAccepted, PingAnswered, PingFailed, TimeReceived, TimeFailed, HttpConnected, HttpStarted, HttpBody,
                           HttpEnded, AirChanged, AccessPointLost, LeaseRenewed, SoftApVisited, FirmwareDisturbed, FirmwareCrashed>;
using Inputs = std::vector<Input>;

}  // namespace espat::at
