#include "at_engine/tcpip/sntp_client.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr Duration retry_time{15'000};
constexpr int highest_hour = 14;
constexpr int lowest_hour = -12;

/// -12 to 14 are hours; beyond, hours * 100 + minutes. Without hours the sign is lost: 15 and -15 are both 15 minutes west.
std::chrono::minutes offset_of(int time_zone) {
  if (time_zone >= lowest_hour && time_zone <= highest_hour) return std::chrono::hours(time_zone);
  const std::chrono::minutes size = std::chrono::hours(std::abs(time_zone) / 100) + std::chrono::minutes(std::abs(time_zone) % 100);
  return time_zone >= 100 ? size : -size;
}

std::string two_digits(long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

void SntpClient::start() {
  stop();
  is_on_ = true;
  tells_update_ = true;
  offset_ = offset_of(time_zone);
  next_server_ = 0;
  went_online();
}

void SntpClient::stop() {
  is_on_ = false;
  asks_at_.reset();
  module_.tcpip.questions.forget(query_);
}

void SntpClient::went_online() {
  if (is_on_ && (module_.station.is_online() || module_.settings.wifi_mode != 1)) ask();
}

void SntpClient::ask() {
  asks_at_.reset();
  module_.tcpip.questions.forget(query_);
  query_ =
      module_.tcpip.questions.ask_time(servers.at(next_server_), [this](std::optional<std::int64_t> unix_time) { take_answer(unix_time); });
}

void SntpClient::take_answer(std::optional<std::int64_t> unix_time) {
  if (!unix_time) {
    next_server_ = (next_server_ + 1) % servers.size();
    asks_at_ = module_.now + retry_time;
    return;
  }
  module_.set_unix_time(*unix_time);
  if (tells_update_ && module_.profile.tcpip.tells_time_update) module_.out.uart("+TIME_UPDATED\r\n");
  tells_update_ = false;
  asks_at_ = module_.now + std::chrono::seconds(interval);
}

void SntpClient::advance() {
  if (!asks_at_ || module_.now < *asks_at_) return;
  asks_at_.reset();
  went_online();
}

std::string SntpClient::shown_time() const {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time(std::chrono::seconds(module_.unix_time()) + offset_);
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  const unsigned day = static_cast<unsigned>(date.day());
  std::string text(days.at(std::chrono::weekday(midnight).c_encoding()));
  text += " " + std::string(months.at(static_cast<unsigned>(date.month()) - 1)) + (day < 10 ? "  " : " ") + std::to_string(day);
  text += " " + two_digits(clock.hours().count()) + ":" + two_digits(clock.minutes().count()) + ":" + two_digits(clock.seconds().count());
  return text + " " + std::to_string(static_cast<int>(date.year()));
}

void SntpClient::reset() {
  is_on_ = false;
  tells_update_ = false;
  offset_ = {};
  time_zone = 0;
  servers.clear();
  interval = 3'600;
  asks_at_.reset();
}

}  // namespace espat::at
