#include "at_engine/station.hpp"

#include <algorithm>
#include <utility>

namespace espat::at {
namespace {

// How long the driver takes to see that an attempt has failed.
constexpr Duration not_found_time{2'400};
constexpr Duration wrong_password_time{3'000};

}  // namespace

Station::Station(const Setup& setup, const Time& now, Output& out, std::function<void()> went_offline)
    : setup_(setup), now_(now), out_(out), went_offline_(std::move(went_offline)) {}

const AccessPoint* Station::find() const {
  const auto found = std::find_if(setup_.air.begin(), setup_.air.end(), [this](const AccessPoint& ap) {
    return ap.accepts_any_credentials || (ap.ssid == request_.ssid && (request_.bssid.empty() || request_.bssid == ap.bssid));
  });
  return found == setup_.air.end() ? nullptr : &*found;
}

const AccessPoint* Station::access_point() const { return state_ == State::associated || is_online() ? find() : nullptr; }

void Station::join(JoinRequest request) {
  leave();
  request_ = std::move(request);
  last_failure_.reset();
  begin_attempt();
}

void Station::assume_joined(JoinRequest request) {
  request_ = std::move(request);
  state_ = State::online;
}

void Station::begin_attempt() {
  state_ = State::joining;
  const AccessPoint* ap = find();
  if (ap == nullptr) {
    wake_ = now_ + not_found_time;
  } else if (!ap->accepts_any_credentials && !ap->password.empty() && ap->password != request_.password) {
    wake_ = now_ + wrong_password_time;
  } else {
    wake_ = now_ + setup_.associate_time;
  }
}

void Station::leave() {
  const State before = std::exchange(state_, State::idle);
  if (before == State::associated || before == State::online) out_.uart("WIFI DISCONNECT\r\n");
  if (before == State::online) went_offline_();
}

void Station::stop() { state_ = State::idle; }

void Station::advance(Time now) {
  if (!next_deadline() || now < *wake_) return;
  if (state_ == State::associated) {
    state_ = State::online;
    out_.uart("WIFI GOT IP\r\n");
    return;
  }
  const AccessPoint* ap = find();
  const bool accepted = ap != nullptr && (ap->accepts_any_credentials || ap->password.empty() || ap->password == request_.password);
  if (!accepted) {
    last_failure_ = ap == nullptr ? no_ap_found : handshake_timeout;
    begin_attempt();
    return;
  }
  state_ = State::associated;
  wake_ = now + setup_.address_time;
  out_.uart("WIFI CONNECTED\r\n");
}

std::string Station::address() const { return is_online() ? "192.168.1.100" : "0.0.0.0"; }
std::string Station::gateway() const { return is_online() ? "192.168.1.1" : "0.0.0.0"; }
std::string Station::netmask() const { return is_online() ? "255.255.255.0" : "0.0.0.0"; }

}  // namespace espat::at
