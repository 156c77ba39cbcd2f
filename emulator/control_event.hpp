#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "emulator/happening.hpp"

namespace espat::emulator {

/// The kinds of events that can be subscribed to.
const std::vector<std::string>& event_names();

/// As it is pushed: `{"event":"uart","t":12.000345,"dir":"host","bytes":"AT\r\n"}`.
nlohmann::json event_of(const Happening& happening);

std::string_view name(at::Station::State state);
std::string_view name(uart::Transcript::Direction direction);

}  // namespace espat::emulator
