#include "emulator/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "emulator/suggestion.hpp"

namespace espat::emulator {
namespace {

/// The whole text as a decimal number within the range; nothing otherwise.
std::optional<int> number(std::string_view text, int lowest, int highest) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < lowest || value > highest) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t end = 0;
  while ((end = text.find(separator)) != std::string_view::npos) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

const at::Profile* parse_profile(const std::string& name) {
  const at::Profile* profile = at::find_profile(name);
  if (profile != nullptr) return profile;
  std::vector<std::string> names;
  for (const at::Profile* known : at::profiles()) names.emplace_back(known->name);
  throw std::invalid_argument(fmt::format("there is no profile {}{} (`espat profiles` lists all)", name, did_you_mean(name, names)));
}

at::AccessPoint parse_access_point(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  at::AccessPoint access_point;
  access_point.ssid = parts[0];
  if (parts[0].empty() || parts[0].size() > 32) throw std::invalid_argument("an SSID has 1 to 32 bytes");
  if (parts.size() > 4) throw std::invalid_argument("only SSID, PASSWORD, CHANNEL and RSSI stand between the colons");
  if (parts.size() > 1) access_point.password = parts[1];
  if (access_point.password.size() > 64) throw std::invalid_argument("a Wi-Fi password has at most 64 bytes");
  if (parts.size() > 2) {
    const std::optional<int> channel = number(parts[2], 1, 14);
    if (!channel) throw std::invalid_argument(fmt::format("the channel is 1 to 14, not {}", parts[2]));
    access_point.channel = *channel;
  }
  if (parts.size() > 3) {
    const std::optional<int> rssi = number(parts[3], -120, 0);
    if (!rssi) throw std::invalid_argument(fmt::format("the RSSI is -120 to 0 dBm, not {}", parts[3]));
    access_point.rssi = *rssi;
  }
  return access_point;
}

std::chrono::milliseconds parse_duration(std::string_view text) {
  constexpr int hour = 3600;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view unit = text.substr(digits);
  if (unit == "ms") {
    if (const auto value = number(text.substr(0, digits), 0, hour * 1000)) return std::chrono::milliseconds(*value);
  } else if (unit == "s") {
    if (const auto value = number(text.substr(0, digits), 0, hour)) return std::chrono::seconds(*value);
  }
  throw std::invalid_argument(fmt::format("{} is not a time; write it like 20ms or 2s", text));
}

int parse_baud(std::string_view text) {
  if (const std::optional<int> rate = number(text, 80, 5'000'000)) return *rate;
  throw std::invalid_argument(fmt::format("the line rate is 80 to 5000000, not {}", text));
}

std::uint64_t parse_seed(std::string_view text) {
  constexpr std::uint64_t highest = 9'007'199'254'740'991;  // JSON carries it exactly
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error == std::errc() && end == text.data() + text.size() && seed <= highest) return seed;
  throw std::invalid_argument(fmt::format("a seed is a number from 0 to {}, not {}", highest, text));
}

int parse_jobs(std::string_view text) {
  if (const std::optional<int> jobs = number(text, 1, 256)) return *jobs;
  throw std::invalid_argument(fmt::format("jobs are 1 to 256, not {}", text));
}

std::optional<int> parse_occurrences(std::string_view text) {
  if (text == "all") return std::nullopt;
  if (const std::optional<int> occurrences = number(text, 1, 1'000'000)) return occurrences;
  throw std::invalid_argument(fmt::format("occurrences are 1 to 1000000, or all, not {}", text));
}

std::size_t parse_choice(const std::string& text, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw std::invalid_argument(fmt::format("{} is not one of {}{}", text, fmt::join(names, ", "), did_you_mean(text, names)));
}

}  // namespace espat::emulator
