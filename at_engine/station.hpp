#pragma once

#include <functional>
#include <optional>
#include <string>

#include "at_engine/air.hpp"
#include "at_engine/settings.hpp"
#include "at_engine/time.hpp"
#include "at_engine/wifi_rules.hpp"

namespace espat::at {

/// The Wi-Fi station: joins an access point of the air around it, and gets it back after a loss (device-commands.md 6.2, 8.1-1 to 8.1-8).
class Station {
 public:
  enum class State {
    idle,
    waiting,  ///< until the next attempt to get the access point back
    joining,  ///< an attempt runs
    associated,
    online,  ///< has had an address since it was associated
  };

  /// What the rest of the module is told.
  struct Events {
    std::function<void()> associated;
    std::function<void()> got_address;
    std::function<void(bool was_online)> disconnected;
    std::function<void()> lost_address;  ///< although it is still associated
  };

  Station(const WifiRules& rules, const Settings& settings, const Air& air, const Time& now, Events events);

  /// Leaves the present access point, and tries without a pause until it has an address or is told to stop.
  void join(JoinRequest request);
  /// Joins the access point of the settings by its own wish, at boot for example.
  void rejoin();
  /// Online at once and without a word, with or without an access point, as if it had happened before the first line was read.
  void assume_joined();
  /// Stops trying, or leaves.
  void leave();
  /// As AT+CWQAP: the driver takes its time to leave, and nothing brings the access point back by itself.
  void quit();
  /// The end of a join that took too long.
  void give_up();
  /// Station mode ends, and begins again.
  void switch_off();
  void switch_on() { is_off_ = false; }
  /// Stops at once and without a word.
  void stop();
  /// As before the first boot.
  void power_off();

  /// The settings of the reconnection have changed.
  void reconnection_changed();
  /// AT+CIPSTA has set an address.
  void address_set();
  /// The DHCP client was switched on or off.
  void dhcp_switched();
  /// The radio scans: an attempt is cancelled, and reconnection waits.
  void begin_scan();
  void end_scan();

  // What happens on the air.
  void lose_access_point(int reason);
  void renew_lease();
  void air_changed();

  State state() const { return state_; }
  /// It has an address, so that connections are possible.
  bool is_online() const;
  /// The number of AT+CWSTATE.
  int status() const;
  /// Reason of the last failed attempt of the present join; none when there was no failure yet.
  std::optional<int> last_failure() const { return last_failure_; }
  /// The access point it is associated with.
  const AccessPoint* access_point() const;
  const JoinRequest& request() const { return request_; }

  /// Zeros when there is none.
  IpConfiguration ip_configuration() const;
  std::string address() const { return text_of(ip_configuration().address); }
  std::string gateway() const { return text_of(ip_configuration().gateway); }
  std::string netmask() const { return text_of(ip_configuration().netmask); }

  std::optional<Time> next_deadline() const;
  void advance();

 private:
  bool is_linked() const { return state_ == State::associated || state_ == State::online; }
  void begin_attempt();
  void finish_attempt();
  void await_address();
  void receive_address();
  void lose_link();
  void after_failure();
  void wait_for_reconnection();
  void try_again();
  void start_afresh();

  const WifiRules& rules_;
  const Settings& settings_;
  const Air& air_;
  const Time& now_;
  Events events_;

  State state_ = State::idle;
  JoinRequest request_;
  bool persists_ = false;   ///< the next attempt follows a failure at once
  bool has_tried_ = false;  ///< since boot
  bool has_quit_ = false;   ///< the host has ended it, or its join has failed
  bool is_off_ = false;     ///< there is no station mode
  bool is_scanning_ = false;
  enum class AfterScan { nothing, attempt, reconnection };
  AfterScan after_scan_ = AfterScan::nothing;  ///< what the scan has held up or cancelled
  bool has_lease_ = false;
  int attempts_ = 0;                    ///< to get the access point back
  std::optional<int> attempt_failure_;  ///< how the running attempt will end; none: well
  std::optional<int> last_failure_;
  std::optional<Time> wake_;      ///< also of an attempt that was given up: the driver ends it in its own time, without a word
  std::optional<Time> leave_at_;  ///< the driver has been asked to leave
};

}  // namespace espat::at
