#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "at_engine/effects.hpp"
#include "pty_bridge/bearer.hpp"
#include "pty_bridge/byte_time.hpp"
#include "pty_bridge/misread_line.hpp"
#include "pty_bridge/receiver.hpp"
#include "pty_bridge/timing.hpp"
#include "pty_bridge/transmitter.hpp"

namespace espat::uart {

/// The UART between the host's bearer and the firmware. The log UART is one too, with no `received` handler: what the host sends there is
/// read and ignored.
///
/// Until the firmware sets a speed, the line runs at the one that the host set on the bearer, when it has one, else at the device's baud
/// rate. From then on, with `real` timing, a host at another speed reads garbage, and is read as garbage.
class Uart {
 public:
  /// Called from the event loop, except `congested`, which `write` can call too. Each may be empty; none may destroy the Uart.
  struct Handlers {
    std::function<void(std::string chunk)> received;  ///< one chunk as the receive task sees it (at-core.md 1.1), never empty
    std::function<void(bool congested)> congested;    ///< too much waits for the host (true), and no longer (false)
    std::function<void()> host_opened;                ///< the first host opened the port
    std::function<void()> host_closed;                ///< the last host closed it
  };

  /// RX FIFO threshold of v2.1.0.0; later firmware uses 100 (at-core.md 1.1).
  static constexpr std::size_t default_chunk_threshold = 120;

  /// `chunk_threshold`: longest chunk in bytes, at least 1.
  Uart(boost::asio::io_context& io, std::unique_ptr<Bearer> bearer, Timing timing, const at::UartSettings& settings,
       std::size_t chunk_threshold = default_chunk_threshold);
  ~Uart();
  Uart(const Uart&) = delete;
  Uart& operator=(const Uart&) = delete;

  /// Reading begins. Call it once.
  void start(Handlers handlers);

  /// One write of the firmware. Bytes leave in the order of the writes; `instant` joins the writes of one `received` call.
  /// Accepts any amount: heed `congested`.
  void write(std::string_view bytes);

  /// Takes effect once everything written before has left.
  void change_settings(const at::UartSettings& settings);

  /// A restart loses what arrived and was not handled. The rest of the chunks of one read go too when called from `received`.
  void discard_input();

  /// Until a host opens the port, written bytes wait (`--wait-client`). No effect when one has it open.
  void hold_until_host_opens();

  /// More than 64 KiB wait for the line or for a host that does not read; ends below 16 KiB. Meanwhile the host's input waits too.
  bool congested() const { return congested_; }

  /// The settings in effect.
  const at::UartSettings& settings() const { return settings_; }

  /// The speed that the host set, in baud, when the bearer knows it.
  std::optional<int> host_baud() const { return bearer_->host_baud(); }

  const Bearer& bearer() const { return *bearer_; }

 private:
  int host_speed() const;
  int own_speed() const;
  /// The speeds differ, and it shows.
  bool is_misread() const;
  void leave(std::string_view bytes);
  void arrive(std::string_view bytes);
  void deliver(std::string chunk);
  void host_opened();
  void host_closed();
  void regulate();

  std::unique_ptr<Bearer> bearer_;
  Timing timing_;
  at::UartSettings settings_;
  bool speed_is_set_ = false;  ///< by the firmware
  MisreadLine to_host_;
  MisreadLine to_device_;
  Transmitter transmitter_;
  Receiver receiver_;
  Handlers handlers_;
  bool waits_for_host_ = false;
  bool congested_ = false;
  bool reading_paused_ = false;
};

}  // namespace espat::uart
