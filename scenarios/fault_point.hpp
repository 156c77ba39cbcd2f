#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/dialogue.hpp"
#include "scenarios/time.hpp"

namespace espat::scenarios {

/// One thing that can go wrong at one command of a dialogue.
struct FaultPoint {
  std::string name;        ///< its own: "never-AT+MQTTCONN", "urc-AT+MQTTPUBRAW-2-behind-1"
  std::string policy;      ///< which has made it
  std::string deed;        ///< "is never answered"
  std::string command;     ///< the line that it happens at
  int occurrence = 1;      ///< and which of those that are equal
  std::size_t writes = 0;  ///< so many of the firmware must follow the command until it happens
  std::string steps;       ///< of the scenario in which it happens, as YAML
};

/// Whether it happened in a run in which this was said.
bool is_reached(const FaultPoint& point, const Dialogue& dialogue);

/// What the scenarios of one sweep have in common.
struct SweepBase {
  std::string sections;  ///< their seed, device, broker and standing faults, as YAML
  Time timeout;          ///< of each
};

/// The point as a scenario of its own.
std::string scenario_text(const FaultPoint& point, const SweepBase& base);

/// The sections of a scenario that count for every point: `seed`, `device`, `broker`, `faults` and `on`, as they are written.
std::string standing_sections(std::string_view yaml);

/// The bytes as a text in double quotes.
std::string quoted(std::string_view bytes);

}  // namespace espat::scenarios
