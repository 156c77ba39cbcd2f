#pragma once

#include <optional>
#include <string_view>

#include "at_engine/tcpip/tcpip_settings.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

class Module;

/// Passthrough: what the host writes goes to link 0 as it is, until a chunk of "+++" (device-commands.md 6.3, 8.2-7).
class Passthrough {
 public:
  static constexpr int link_id = 0;

  explicit Passthrough(Module& module) : module_(module) {}

  /// Link 0 is open.
  void begin();
  /// Begins without a link, as AT+SAVETRANSLINK wants it.
  void begin(const SavedLink& saved);
  bool is_active() const { return is_active_; }

  /// The other side has closed link 0, which was a connection to `to`: it is opened again.
  void link_closed(const Destination& to);

  std::optional<Time> next_deadline() const { return reconnects_at_; }
  void advance();
  void reset();

 private:
  void listen_to_host();
  void receive(std::string_view chunk);
  void quit();
  void schedule_opening();
  void open();
  void finish_opening(bool succeeded);
  void give_up();

  Module& module_;
  bool is_active_ = false;
  bool is_opening_ = false;
  bool had_link_ = false;
  Destination to_;
  std::optional<Time> reconnects_at_;
};

}  // namespace espat::at
