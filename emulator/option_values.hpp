#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/profile.hpp"
#include "at_engine/setup.hpp"

namespace espat::emulator {

// What the words after the options mean. Each throws std::invalid_argument with the part of a sentence that says what is wrong.

/// A firmware version by its name.
const at::Profile* parse_profile(const std::string& name);

/// SSID[:PASSWORD[:CHANNEL[:RSSI]]]: SSID 1..32 bytes, password up to 64, channel 1..14 (6), RSSI -120..0 dBm (-55).
at::AccessPoint parse_access_point(std::string_view text);

/// A time with its unit, `20ms` or `2s`; 0 to one hour.
std::chrono::milliseconds parse_duration(std::string_view text);

/// Bits per second, 80..5000000.
int parse_baud(std::string_view text);

/// A seed of random choices, 0..9007199254740991.
std::uint64_t parse_seed(std::string_view text);

/// How many at a time, 1..256.
int parse_jobs(std::string_view text);

/// How many of equal things, 1..1000000; nullopt: `all`.
std::optional<int> parse_occurrences(std::string_view text);

/// One of the `names`; its place among them.
std::size_t parse_choice(const std::string& text, const std::vector<std::string>& names);

}  // namespace espat::emulator
