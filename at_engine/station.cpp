#include "at_engine/station.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace espat::at {

Station::Station(const WifiRules& rules, const Settings& settings, const Air& air, const Time& now, Events events)
    : rules_(rules), settings_(settings), air_(air), now_(now), events_(std::move(events)) {}

void Station::join(JoinRequest request) {
  leave();
  start_afresh();
  request_ = std::move(request);
  persists_ = true;
  begin_attempt();
}

void Station::rejoin() {
  leave();
  start_afresh();
  request_ = {settings_.ssid, settings_.password, settings_.bssid};
  persists_ = !rules_.reconnects_by_interval;
  begin_attempt();
}

void Station::assume_joined() {
  start_afresh();
  request_ = {settings_.ssid, settings_.password, settings_.bssid};
  state_ = State::online;
  has_tried_ = true;
  has_lease_ = settings_.station_dhcp;
}

void Station::start_afresh() {
  last_failure_.reset();
  attempts_ = 0;
  has_quit_ = false;
  is_off_ = false;
}

void Station::begin_attempt() {
  state_ = State::joining;
  has_tried_ = true;
  const AccessPoint* ap = air_.find(request_);
  Duration time = air_.times.associate;
  // How it ends is settled now: an access point that comes back in the middle of an attempt is found by the next one.
  attempt_failure_.reset();
  if (air_.forced_reason) {
    attempt_failure_ = air_.forced_reason;
    time = air_.times.refusal;
  } else if (ap == nullptr) {
    attempt_failure_ = Air::no_access_point;
    time = air_.times.not_found;
  } else if (!accepts(*ap, request_.password)) {
    attempt_failure_ = air_.refusal_reason;
    time = air_.times.refusal;
  }
  wake_ = now_ + time;
}

void Station::finish_attempt() {
  if (attempt_failure_) {
    last_failure_ = attempt_failure_;
    after_failure();
    return;
  }
  state_ = State::associated;
  attempts_ = 0;
  events_.associated();
  await_address();
}

void Station::await_address() {
  if (settings_.station_address) {
    receive_address();
  } else if (settings_.station_dhcp && air_.has_dhcp) {
    wake_ = now_ + air_.times.address;
  }
}

void Station::receive_address() {
  state_ = State::online;
  has_lease_ = settings_.station_dhcp;
  persists_ = false;
  events_.got_address();
}

void Station::after_failure() {
  state_ = State::idle;
  if (persists_) {
    begin_attempt();
  } else {
    wait_for_reconnection();
  }
}

void Station::wait_for_reconnection() {
  if (settings_.reconnect_interval == 0) return;
  if (!rules_.reconnects_by_interval) {
    persists_ = true;
    begin_attempt();
    return;
  }
  if (settings_.reconnect_count > 0 && attempts_ >= settings_.reconnect_count) return;
  ++attempts_;
  state_ = State::waiting;
  wake_ = now_ + std::chrono::seconds(settings_.reconnect_interval);
}

void Station::try_again() {
  if (is_off_) {
    state_ = State::idle;
  } else if (is_scanning_) {
    after_scan_ = AfterScan::attempt;
  } else {
    begin_attempt();
  }
}

void Station::lose_link() {
  const bool was_online = is_online();
  const bool is_told = !persists_ || rules_.join_tells_disconnection;
  state_ = State::idle;
  has_lease_ = false;
  wake_.reset();
  leave_at_.reset();
  if (is_told) events_.disconnected(was_online);
}

void Station::leave() {
  persists_ = false;
  after_scan_ = AfterScan::nothing;
  if (is_linked()) lose_link();
  if (state_ == State::waiting) wake_.reset();
  state_ = State::idle;
}

void Station::quit() {
  has_quit_ = true;
  has_tried_ = true;
  if (is_linked() && air_.times.disconnect > Duration{0}) {
    leave_at_ = now_ + air_.times.disconnect;
  } else {
    leave();
  }
}

void Station::give_up() {
  has_quit_ = true;
  if (rules_.join_tells_disconnection) {
    leave();
  } else {
    const auto abandoned = state_ == State::joining ? wake_ : std::nullopt;
    stop();
    wake_ = abandoned;
  }
}

void Station::switch_off() {
  const bool was_linked = is_linked();
  leave();
  is_off_ = true;
  // The firmware takes it for a loss, and notices only after the interval that there is nothing to get back.
  if (was_linked && rules_.reconnects_by_interval) wait_for_reconnection();
}

void Station::stop() {
  state_ = State::idle;
  persists_ = false;
  has_lease_ = false;
  after_scan_ = AfterScan::nothing;
  is_scanning_ = false;
  wake_.reset();
  leave_at_.reset();
}

void Station::power_off() {
  stop();
  start_afresh();
  has_tried_ = false;
  request_ = {};
}

void Station::reconnection_changed() {
  if (persists_ || is_linked()) return;
  const bool is_wanted = settings_.reconnect_interval > 0;
  if (!is_wanted) {
    leave();
  } else if (state_ != State::joining && has_tried_ && !is_off_ && !request_.ssid.empty() &&
             (!has_quit_ || rules_.reconnection_setting_rejoins)) {
    attempts_ = 0;
    wait_for_reconnection();
  }
}

void Station::address_set() {
  if (is_linked() && access_point() != nullptr) receive_address();
}

void Station::dhcp_switched() {
  if (!is_linked()) return;
  if (settings_.station_dhcp) {
    if (!has_lease_) await_address();
  } else if (has_lease_) {
    has_lease_ = false;
    events_.lost_address();
  }
}

void Station::begin_scan() {
  is_scanning_ = true;
  if (state_ != State::joining) return;
  state_ = State::idle;
  after_scan_ = AfterScan::reconnection;
}

void Station::end_scan() {
  is_scanning_ = false;
  const AfterScan next = std::exchange(after_scan_, AfterScan::nothing);
  if (next == AfterScan::attempt) begin_attempt();
  if (next == AfterScan::reconnection) after_failure();
}

void Station::lose_access_point(int reason) {
  if (!is_linked()) return;
  lose_link();
  last_failure_ = reason;
  after_failure();
}

void Station::renew_lease() {
  if (!is_linked() || !settings_.station_dhcp) return;
  wake_.reset();
  receive_address();
}

void Station::air_changed() {
  if (is_linked() && access_point() == nullptr) lose_access_point(Air::beacons_missing);
}

bool Station::is_online() const { return state_ == State::online && ip_configuration().address != 0; }

int Station::status() const {
  switch (state_) {
    case State::associated:
      return 1;
    case State::online:
      return 2;
    case State::joining:
      return 3;
    case State::idle:
    case State::waiting:
      break;
  }
  return has_tried_ ? 4 : 0;
}

const AccessPoint* Station::access_point() const { return is_linked() ? air_.find(request_) : nullptr; }

IpConfiguration Station::ip_configuration() const {
  if (settings_.station_address) return *settings_.station_address;
  return is_linked() && has_lease_ ? air_.lease : IpConfiguration{};
}

std::optional<Time> Station::next_deadline() const {
  if (!wake_ || !leave_at_) return wake_ ? wake_ : leave_at_;
  return std::min(*wake_, *leave_at_);
}

void Station::advance() {
  if (leave_at_ && now_ >= *leave_at_) leave();
  if (!wake_ || now_ < *wake_) return;
  wake_.reset();
  switch (state_) {
    case State::joining:
      finish_attempt();
      break;
    case State::waiting:
      try_again();
      break;
    case State::associated:
    case State::online:
      receive_address();
      break;
    case State::idle:
      break;
  }
}

}  // namespace espat::at
