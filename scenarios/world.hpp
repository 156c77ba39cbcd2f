#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/latency.hpp"
#include "scenarios/removal.hpp"
#include "scenarios/strikes.hpp"
#include "scenarios/time.hpp"
#include "scenarios/uart_line.hpp"

namespace espat::scenarios {

// What a scenario can do to the world. Whoever owns a device implements it; here stands only what the faults call. Where a Removal is
// returned, the fault stands until it is called or the world ends. Calls come in between two events of the device, never from within one.

enum class Direction { to_host, to_device };

/// The two lines between host and module.
class UartPlace {
 public:
  virtual ~UartPlace() = default;
  virtual Removal add(Direction direction, UartFault fault) = 0;
};

enum class TlsFailure { expired, wrong_host, unknown_ca, no_shared_cipher };

/// Everything between the module and its peers. An opportunity is a connection, of `dns_fail` a look-up.
class NetworkPlace {
 public:
  virtual ~NetworkPlace() = default;
  virtual Removal refuse(Strikes strikes) = 0;
  /// Resets the connections that are open now.
  virtual void reset() = 0;
  /// Nothing arrives in either direction any more and nobody is told; open connections too.
  virtual Removal blackhole(Strikes strikes) = 0;
  virtual Removal latency(const Latency& latency, Strikes strikes) = 0;
  virtual Removal bandwidth(std::int64_t bytes_per_second, Strikes strikes) = 0;
  /// Cuts a connection after so many bytes, both directions counted.
  virtual Removal limit(std::int64_t bytes, Strikes strikes) = 0;
  virtual Removal dns_fail(Strikes strikes) = 0;
  virtual Removal tls(TlsFailure failure, Strikes strikes) = 0;
  /// The upgrade to WebSocket is answered with this status, 100 to 599.
  virtual Removal http_status(int status, Strikes strikes) = 0;
};

struct Message {
  std::string topic;
  std::string payload;
  int qos = 0;
  bool retain = false;
};

/// The broker that the module connects to. An opportunity is a packet.
class BrokerPlace {
 public:
  virtual ~BrokerPlace() = default;
  virtual void start() = 0;
  virtual void stop() = 0;   ///< as asked to end
  virtual void kill() = 0;   ///< at once
  virtual void pause() = 0;  ///< it keeps its connections and says nothing
  virtual void resume() = 0;
  virtual void publish(const Message& message) = 0;
  virtual void disconnect() = 0;  ///< closes the module's connection
  virtual Removal connack(int code, Strikes strikes) = 0;
  /// The module's packets stay unacknowledged until the removal, which lets the acknowledgements go.
  virtual Removal hold_acks() = 0;
  virtual Removal drop_acks(Strikes strikes) = 0;
  virtual Removal refuse_subscriptions(Strikes strikes) = 0;
};

/// The air around the module.
class WifiPlace {
 public:
  virtual ~WifiPlace() = default;
  virtual void lose_ap() = 0;
  virtual void return_ap() = 0;
  virtual Removal wrong_password() = 0;
  virtual Removal no_ip() = 0;
  virtual void rssi(int dbm) = 0;
};

/// The firmware itself. An opportunity is a command line.
class FirmwarePlace {
 public:
  virtual ~FirmwarePlace() = default;
  /// Commands are answered `busy p...` for so long.
  virtual void busy(Time duration) = 0;
  virtual void reset(const std::string& boot_noise) = 0;
  /// Nothing is read, answered or done any more.
  virtual Removal hang() = 0;
  /// `pattern`: which lines are answered with this text instead of being carried out.
  virtual Removal answer(const std::string& pattern, const std::string& text, Strikes strikes) = 0;
  virtual Removal error(const std::string& pattern, std::uint32_t code, Strikes strikes) = 0;
  virtual Removal never(const std::string& pattern, Strikes strikes) = 0;
  virtual Removal split_ok_prompt(Time gap, Strikes strikes) = 0;
  /// Says `text` on the AT port in front of byte `at` of what it says from now on, counted from 1.
  virtual Removal insert_urc(const std::string& text, std::int64_t at) = 0;
  /// Says `text` behind so many writes of what it says from now on; 0: at once.
  virtual Removal insert_urc_behind(const std::string& text, std::int64_t writes) = 0;
  /// Writes that begin with `text` are held back until the removal, which lets them go.
  virtual Removal hold_urc(const std::string& text) = 0;
  virtual Removal heap(std::int64_t free_bytes) = 0;
};

class World {
 public:
  virtual ~World() = default;
  virtual UartPlace& uart() = 0;
  virtual NetworkPlace& network() = 0;
  virtual BrokerPlace& broker() = 0;
  virtual WifiPlace& wifi() = 0;
  virtual FirmwarePlace& firmware() = 0;
  /// The scripted host writes on its serial port.
  virtual void host_send(std::string_view bytes) = 0;
};

}  // namespace espat::scenarios
