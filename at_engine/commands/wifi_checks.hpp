#pragma once

#include <cstdint>
#include <string_view>

#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/module.hpp"

namespace espat::at {

// What the Wi-Fi commands check alike.

inline bool has_station(int wifi_mode) { return wifi_mode == 1 || wifi_mode == 3; }
inline bool has_softap(int wifi_mode) { return wifi_mode == 2 || wifi_mode == 3; }
/// The driver runs, and in a mode with a station.
bool is_station(const Module& module);
bool is_softap(const Module& module);

/// ERROR, with a code in the versions whose checks have them.
Outcome refuse_check(Module& module, std::uint32_t code, std::string_view why);
/// For a count of parameters that is wrong; `needed` is the number in the code.
Outcome refuse_count(const Call& call, std::uint32_t needed);
Outcome refuse_without_station(Module& module);
Outcome refuse_without_softap(Module& module);

}  // namespace espat::at
