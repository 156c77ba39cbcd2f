#pragma once

#include <string>
#include <variant>
#include <vector>

#include "at_engine/http_link.hpp"
#include "at_engine/mqtt_link.hpp"
#include "at_engine/socket_link.hpp"

namespace espat::at {

// What the engine asks of the world, in the order in which the firmware did it.

/// One write of the firmware on the AT UART. Never empty.
struct WriteUart {
  std::string bytes;
};

/// One write on the log UART, as the firmware formats it.
struct WriteLog {
  std::string bytes;
};

/// Line settings as AT+UART names them (device-commands.md 5.3).
struct UartSettings {
  int baud = 115200;     ///< 80..5000000
  int data_bits = 8;     ///< 5..8
  int stop_bits = 1;     ///< 1: one, 2: one and a half, 3: two
  int parity = 0;        ///< 0: none, 1: odd, 2: even
  int flow_control = 0;  ///< 0: none, 1: RTS, 2: CTS, 3: both
  bool operator==(const UartSettings&) const = default;
};

/// The AT UART takes these settings once everything written before has left.
struct ChangeUart {
  UartSettings settings;
};

/// The chip starts again: what has arrived and was not handled yet is lost; what was written before leaves first.
struct Restart {};

/// What Engine::storage() tells has changed there: it is to be kept for the module's next life.
struct StorageChanged {
  enum class Part { settings, partition, manufacturing_data };
  Part part = Part::settings;
  std::string partition;  ///< its name
};

/// A line for the program log, in words for the person who writes the host firmware.
struct Note {
  enum class Level { debug, info, warning };
  Level level = Level::info;
  std::string text;
};

using Effect = std::variant<WriteUart, WriteLog, ChangeUart, Restart, StorageChanged, Note, MqttOpen, MqttPublish, MqttSubscribe,
                            MqttUnsubscribe, MqttRetransmit, MqttPing, MqttClose, UseNameServers, ResolveName, SocketOpen, DatagramOpen,
                            SocketOptions, SocketSend, SocketSendCancel, DatagramSend, SocketConsumed, SocketClose, ServerListen,
                            ServerStop, PingHost, AskTime, HttpRequest, HttpCancel>;
using Effects = std::vector<Effect>;

}  // namespace espat::at
