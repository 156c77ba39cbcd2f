#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/output.hpp"
#include "at_engine/setup.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What the station wants to join.
struct JoinRequest {
  std::string ssid;
  std::string password;
  std::string bssid;  ///< empty: any
};

/// The Wi-Fi station: joins an access point of the air around it, and prints the WIFI lines (at-core.md 3, device-commands.md 6.2).
class Station {
 public:
  enum class State {
    idle,
    joining,     ///< an attempt runs; after a failure the next one follows at once
    associated,  ///< "WIFI CONNECTED", no address yet
    online,      ///< "WIFI GOT IP"
  };

  /// Reasons of the Wi-Fi driver for a failed attempt.
  static constexpr int handshake_timeout = 15;
  static constexpr int no_ap_found = 201;

  /// `went_offline` is told when an address is lost, after "WIFI DISCONNECT".
  Station(const Setup& setup, const Time& now, Output& out, std::function<void()> went_offline);

  /// Leaves the present access point, and tries to join until it has an address or is told to stop.
  void join(JoinRequest request);
  /// Joined at once and without a word, as if it had happened before the first line was read.
  void assume_joined(JoinRequest request);
  /// Stops trying, or leaves with "WIFI DISCONNECT".
  void leave();
  /// Stops at once and without a word.
  void stop();

  State state() const { return state_; }
  bool is_online() const { return state_ == State::online; }
  /// Reason of the last failed attempt of the present join; none when there was no failure yet.
  std::optional<int> last_failure() const { return last_failure_; }
  /// The access point it is associated with.
  const AccessPoint* access_point() const;
  const JoinRequest& request() const { return request_; }

  std::string address() const;
  std::string gateway() const;
  std::string netmask() const;

  std::optional<Time> next_deadline() const { return state_ == State::joining || state_ == State::associated ? wake_ : std::nullopt; }
  void advance(Time now);

 private:
  const AccessPoint* find() const;
  void begin_attempt();

  const Setup& setup_;
  const Time& now_;
  Output& out_;
  std::function<void()> went_offline_;
  State state_ = State::idle;
  JoinRequest request_;
  std::optional<int> last_failure_;
  std::optional<Time> wake_;
};

}  // namespace espat::at
